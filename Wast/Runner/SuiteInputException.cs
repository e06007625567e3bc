namespace Wasm.Wast.Runner;

/// <summary>What was asked to be run is not there or cannot be read. The message is one line for the user.</summary>
public sealed class SuiteInputException(string message, Exception? inner = null) : Exception(message, inner);
