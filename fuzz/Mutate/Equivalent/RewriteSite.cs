using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate.Equivalent;

/// <summary>An expression or statement that is to be written otherwise.</summary>
/// <param name="module">The module, which may get more types, tags and functions.</param>
/// <param name="map">The function as it was.</param>
/// <param name="old">The expression or statement.</param>
/// <param name="source">What decides.</param>
internal sealed class RewriteSite(ModuleDefinition module, BodyMap map, CodeRange old, ByteSource source)
{
    /// <summary>The module, which may get more types, tags and functions behind those it has.</summary>
    public ModuleDefinition Module => module;

    /// <summary>What decides.</summary>
    public ByteSource Source => source;

    /// <summary>Takes what is written instead.</summary>
    public InstructionWriter To { get; } = new();

    /// <summary>The expression's type as the module writes it; null: it cannot.</summary>
    public ValType? Type => map.Open(old.Type);

    /// <summary>Position of the last instruction of the expression or statement.</summary>
    public int LastPosition => map.Positions[map.Positions.BinarySearch(old.End) - 1];

    /// <summary>The function's code.</summary>
    public ReadOnlySpan<byte> Code => map.Code;

    /// <summary>The expressions of the function.</summary>
    public List<CodeRange> Expressions => map.Expressions;

    /// <summary>What is rewritten.</summary>
    public CodeRange Old => old;

    /// <summary>Writes what was there.</summary>
    /// <param name="blocks">How many blocks are new around it.</param>
    public void Original(uint blocks = 0) => Original(old.Start, old.End, blocks);

    /// <summary>Writes a part of what was there.</summary>
    public void Original(int start, int end, uint blocks = 0) => CodeEditor.Copy(To, map.Code, start, end, blocks, null);

    /// <summary>Writes an instruction without immediates.</summary>
    public void Write(Op op) => To.Write(op);

    /// <summary>Writes a constant.</summary>
    public void I32(int value)
    {
        To.Write(Op.I32Const);
        To.WriteS32(value);
    }

    /// <summary>Writes a constant.</summary>
    public void I64(long value)
    {
        To.Write(Op.I64Const);
        To.WriteS64(value);
    }

    /// <summary>Writes a constant of i32 or i64.</summary>
    public void Integer(bool wide, long value)
    {
        if (wide)
        {
            I64(value);
        }
        else
        {
            I32((int)value);
        }
    }

    /// <summary>Begins a block of the expression's type, or of none for a statement.</summary>
    /// <returns>False if there is no such block type.</returns>
    public bool Begin(Op op)
    {
        if (old.IsStatement)
        {
            To.Write(op);
            To.WriteBlockType(BlockType.Empty);
            return true;
        }

        if (Type is not { } type)
        {
            return false;
        }

        To.Write(op);
        To.WriteBlockType(BlockType.Of(type));
        return true;
    }

    /// <summary>A new local.</summary>
    /// <returns>Its index.</returns>
    public uint NewLocal(ValType type)
    {
        FunctionDefinition function = ModuleCopy.AddLocal(module.Functions[map.Number], type);
        module.Functions[map.Number] = function;
        long count = map.Locals.Count - map.Function.Locals.Sum(group => (long)Math.Min(group.Count, 1_000));
        return (uint)(count + function.Locals.Sum(group => (long)group.Count) - 1);
    }

    /// <summary>The next constant at an edge of a number type.</summary>
    public (ulong Low, ulong High) Edge(ValType type) => EdgeValues.Pick(source, type);
}
