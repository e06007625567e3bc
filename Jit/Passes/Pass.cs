namespace Wasm.Jit.Passes;

/// <summary>
/// A step from SSA form to better SSA form. An object keeps its working memory from one function to the next, and is used by one
/// thread.
/// </summary>
/// <remarks>
/// A trap is observable, with its code and its position: no pass removes what may trap, lets it happen where it did not, or moves
/// it over a store, a call, a charge or another trap.
/// </remarks>
internal abstract class Pass
{
    /// <summary>Changes <see cref="PassContext.Function"/>. No value stands for another when it returns.</summary>
    public abstract void Run(PassContext context);
}
