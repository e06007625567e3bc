namespace Wasm.Jit.Ir;

/// <summary>A function in SSA form breaks a rule, or its text form cannot be read: a fault of the compiler or of a test.</summary>
/// <param name="message">Where and which.</param>
internal sealed class IrException(string message) : Exception(message);
