"""HTTP Archives (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/): traffic as a file, written and read."""
