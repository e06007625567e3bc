namespace Wasm.Jit.Abi;

/// <summary>
/// Managed functions that generated code calls (<c>Jit/README.md</c>, "Helpers"). Arguments as said, left to right; <c>instance</c>
/// is the caller's. Each may trap or exhaust. Indices and numbers that are constants of the instruction are i32.
/// </summary>
internal enum HelperId
{
    /// <summary>Compiles a function at its first call: (instance, index i32) → code address i64. Only by the lazy stub. Not a safepoint.</summary>
    CompileFunction,

    /// <summary>A prologue found no room, or a stop request. Only by its stub. Not a safepoint.</summary>
    StackOverflow,

    /// <summary>A loop saw a stop request. By a stub that keeps all registers. Not a safepoint.</summary>
    StopRequested,

    /// <summary>A trap stub was called: see the context's trap fields. Only by stubs; does not return.</summary>
    Trap,

    /// <summary>A fault: see the context's trap fields. Only by the fault exit; does not return.</summary>
    Fault,

    /// <summary>Calls a function of the host: (record i64, slots i64). Only by host thunks.</summary>
    CallHost,

    /// <summary>The depth budget is exhausted: (). Does not return.</summary>
    DepthExhausted,

    /// <summary><c>ref.func</c>: (instance, index i32) → i64. Not a safepoint.</summary>
    RefFunc,

    /// <summary><c>memory.grow</c>: (instance, memory i32, pages i64) → i64, -1 if it does not grow.</summary>
    MemoryGrow,

    /// <summary><c>memory.fill</c>: (instance, memory i32, start i64, value i32, count i64). Not a safepoint.</summary>
    MemoryFill,

    /// <summary><c>memory.copy</c>: (instance, target memory | source memory &lt;&lt; 32 i64, target i64, source i64, count i64). Not a safepoint.</summary>
    MemoryCopy,

    /// <summary><c>memory.init</c>: (instance, memory | segment &lt;&lt; 32 i64, target i64, source i64, count i64). Not a safepoint.</summary>
    MemoryInit,

    /// <summary><c>data.drop</c>: (instance, segment i32). Not a safepoint.</summary>
    DataDrop,

    /// <summary><c>table.grow</c>: (instance, table i32, value: ref as i64 or function reference, count i64) → i64, -1 if it does not grow.</summary>
    TableGrow,

    /// <summary><c>table.fill</c>: (instance, table i32, start i64, value as above, count i64). Not a safepoint.</summary>
    TableFill,

    /// <summary><c>table.copy</c>: (instance, target table | source table &lt;&lt; 32 i64, target i64, source i64, count i64). Not a safepoint.</summary>
    TableCopy,

    /// <summary><c>table.init</c>: (instance, table | segment &lt;&lt; 32 i64, target i64, source i64, count i64). A safepoint: segments may be made now.</summary>
    TableInit,

    /// <summary><c>elem.drop</c>: (instance, segment i32). Not a safepoint.</summary>
    ElemDrop,

    /// <summary>A struct of zeros and nulls: (instance, type id i32) → ref.</summary>
    StructNew,

    /// <summary>An array of zeros and nulls: (instance, type id i32, length i32) → ref.</summary>
    ArrayNew,

    /// <summary><c>array.new_data</c>: (instance, type id | segment &lt;&lt; 32 i64, start i32, length i32) → ref.</summary>
    ArrayNewData,

    /// <summary><c>array.new_elem</c>: operands as <see cref="ArrayNewData"/>.</summary>
    ArrayNewElem,

    /// <summary><c>array.fill</c>, checked already except bounds: (instance, array ref, start i32, address i64 of the value's 16 bytes, count i32). Not a safepoint.</summary>
    ArrayFill,

    /// <summary><c>array.copy</c>: (target ref, target start i32, source ref, source start i32, count i32); null checks are done. Not a safepoint.</summary>
    ArrayCopy,

    /// <summary><c>array.init_data</c>: (instance, array ref, segment i32, target start | source start &lt;&lt; 32 i64, count i32). Not a safepoint.</summary>
    ArrayInitData,

    /// <summary><c>array.init_elem</c>: operands as <see cref="ArrayInitData"/>. A safepoint.</summary>
    ArrayInitElem,

    /// <summary>An exception with a payload of zeros: (instance, tag index i32) → ref.</summary>
    ExceptionNew,

    /// <summary>Throws an exception (not null): (ref). Does not return.</summary>
    Throw,

    /// <summary>
    /// A reference to a function, not null, is going to be written to a table, or to a global (index: the complement), whose kept
    /// owner is another: (instance, index i32, function i64). Not a safepoint.
    /// </summary>
    KeepFunction,

    /// <summary>Number of helpers.</summary>
    Count,
}

/// <summary>What generated code may assume of a helper.</summary>
/// <param name="Name">In the IR's text form.</param>
/// <param name="IsSafepoint">A collection may happen.</param>
/// <param name="Returns">False: it never returns.</param>
internal readonly record struct HelperInfo(string Name, bool IsSafepoint, bool Returns);

/// <summary>One row per helper.</summary>
internal static class HelperTable
{
    private static readonly HelperInfo[] Rows = Build();

    /// <summary>The row of a helper.</summary>
    public static ref readonly HelperInfo Get(HelperId helper) => ref Rows[(int)helper];

    private static HelperInfo[] Build()
    {
        var rows = new HelperInfo[(int)HelperId.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            var helper = (HelperId)i;
            bool safepoint = helper is HelperId.CallHost or HelperId.MemoryGrow or HelperId.TableGrow or HelperId.TableInit
                or HelperId.StructNew or HelperId.ArrayNew or HelperId.ArrayNewData or HelperId.ArrayNewElem or HelperId.ArrayInitElem
                or HelperId.ExceptionNew or HelperId.Throw;
            bool returns = helper is not (HelperId.Trap or HelperId.Fault or HelperId.DepthExhausted or HelperId.Throw);
            rows[i] = new HelperInfo(helper.ToString(), safepoint, returns);
        }

        return rows;
    }
}
