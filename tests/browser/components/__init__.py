"""A tiny Streamlit app that shows the browser components alone, with pictures it draws itself."""
