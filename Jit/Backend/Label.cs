namespace Wasm.Jit.Backend;

/// <summary>A place in the code of one function, known before it is bound: a number given by <see cref="CodeBuffer.NewLabel"/>.</summary>
/// <param name="Index">0 and up in the order of creation, until <see cref="CodeBuffer.Reset"/>.</param>
internal readonly record struct Label(int Index);
