"""The judge: the local engine on a folder of portraits, with figures that have bars, and crops at 1:1 to look at.

`python -m benchmarks.faces FOLDER` judges one photo after the other (`judge`): every run of `plan` goes through the
engine's one public function, `figures` measure it, `crops` keep what a person looks at, and what was found is one JSON.
`table` and `page` make one CSV and one HTML of those; `compare` sets two CSVs side by side.
"""
