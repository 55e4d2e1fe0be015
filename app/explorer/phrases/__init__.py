"""The words of the pages, a module for a group of pages: name, English, Chinese."""
