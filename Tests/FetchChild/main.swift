import Source

// The fetching process, without the rest of the program.
runFetchChild()
