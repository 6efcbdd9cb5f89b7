"""What can be asked of a lab from outside its pages: each verb takes plain values and tells what happens as events.

The same verb runs in the process that asks, or in the app that runs on the same data folder, which is reached over a
socket there (`calling`, `listening`). An event is a mapping that JSON can hold, with its kind under "kind".
"""
