"""What several rules share, a module for each thing that they are about. No module here declares a rule."""
