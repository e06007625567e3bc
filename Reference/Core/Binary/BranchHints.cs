using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;

namespace Wasm.Core.Binary;

/// <summary>A hint for one <c>if</c> or <c>br_if</c>.</summary>
/// <param name="Offset">
/// Position of the instruction, counted from the start of the function's declaration of locals
/// (<see cref="FunctionDefinition.Offset"/>).
/// </param>
/// <param name="IsLikely">Whether the branch is likely, or unlikely, to be taken.</param>
public readonly record struct BranchHint(int Offset, bool IsLikely);

/// <summary>The hints of one function, by increasing offset.</summary>
/// <param name="FunctionIndex">Function index.</param>
/// <param name="Hints">The hints.</param>
public sealed record FunctionBranchHints(int FunctionIndex, ImmutableArray<BranchHint> Hints);

/// <summary>The <c>metadata.code.branch_hint</c> custom section, which stands before the code section.</summary>
/// <param name="Functions">By increasing function index.</param>
public sealed record BranchHints(ImmutableArray<FunctionBranchHints> Functions)
{
    /// <summary>The custom section's name.</summary>
    public const string SectionName = "metadata.code.branch_hint";

    /// <summary>The hints of a module, or null if it has no such section.</summary>
    /// <exception cref="MalformedCustomException">The section is malformed.</exception>
    public static BranchHints? Read(ModuleDefinition module)
    {
        foreach (CustomSection section in module.CustomSections)
        {
            if (section.Name == SectionName)
            {
                return Parse(section.Bytes.Span, section.Offset + 1 + SectionName.Length);
            }
        }

        return null;
    }

    /// <summary>Parses the section's bytes, without the section's own name.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Absolute offset of the first, for errors.</param>
    /// <exception cref="MalformedCustomException">They are malformed.</exception>
    public static BranchHints Parse(ReadOnlySpan<byte> bytes, long offset)
    {
        var reader = new BinaryReader(bytes, offset);
        try
        {
            int count = reader.ReadLength();
            var functions = ImmutableArray.CreateBuilder<FunctionBranchHints>(reader.Capacity(count, 2));
            int last = -1;
            for (int i = 0; i < count; i++)
            {
                int function = ReadIncreasing(ref reader, last);
                functions.Add(new FunctionBranchHints(function, ReadHints(ref reader)));
                last = function;
            }

            return reader.AtEnd
                ? new BranchHints(functions.DrainToImmutable())
                : throw Malformed(Messages.BranchHintUnexpectedContent, reader.Offset);
        }
        catch (MalformedModuleException error)
        {
            throw Malformed(error.Message, error.Offset);
        }
    }

    /// <summary>Checks that every hint stands at an <c>if</c> or <c>br_if</c> of the module.</summary>
    /// <exception cref="InvalidCustomException">One does not.</exception>
    public void Check(ModuleDefinition module)
    {
        int imported = module.CountImports(Types.ExternKind.Function);
        foreach (FunctionBranchHints hints in Functions)
        {
            int index = hints.FunctionIndex - imported;
            if (index < 0 || index >= module.Functions.Count)
            {
                throw new InvalidCustomException($"{Messages.BranchHintSection}: {Messages.BranchHintInvalidFunction} {hints.FunctionIndex}", -1);
            }

            FunctionDefinition function = module.Functions[index];
            int origin = module.Binary.IsEmpty
                ? ModuleEncoder.LocalsSize(function.Locals)
                : function.Body.Offset - function.Offset;
            CheckFunction(hints, function, origin);
        }
    }

    /// <summary>The section's bytes, without the section's own name.</summary>
    public byte[] Encode()
    {
        var writer = new InstructionWriter();
        writer.WriteU32((uint)Functions.Length);
        foreach (FunctionBranchHints function in Functions)
        {
            writer.WriteU32((uint)function.FunctionIndex);
            writer.WriteU32((uint)function.Hints.Length);
            foreach (BranchHint hint in function.Hints)
            {
                writer.WriteU32((uint)hint.Offset);
                writer.WriteByte(1);
                writer.WriteByte(hint.IsLikely ? (byte)1 : (byte)0);
            }
        }

        return writer.ToArray();
    }

    /// <summary>A custom section in its place.</summary>
    public CustomSection ToSection() => new(SectionName, Encode(), SectionId.Code, 0);

    private static ImmutableArray<BranchHint> ReadHints(ref BinaryReader reader)
    {
        int count = reader.ReadLength();
        var hints = ImmutableArray.CreateBuilder<BranchHint>(reader.Capacity(count, 3));
        int last = -1;
        for (int i = 0; i < count; i++)
        {
            last = ReadIncreasing(ref reader, last);
            long start = reader.Offset;
            if (reader.ReadU32() != 1)
            {
                throw Malformed(Messages.BranchHintReservedByte, start);
            }

            start = reader.Offset;
            byte value = reader.ReadByte();
            if (value > 1)
            {
                throw Malformed(Messages.BranchHintInvalidValue, start);
            }

            hints.Add(new BranchHint(last, value == 1));
        }

        return hints.DrainToImmutable();
    }

    private static int ReadIncreasing(ref BinaryReader reader, int last)
    {
        long start = reader.Offset;
        int value = (int)Math.Min(reader.ReadU32(), int.MaxValue);
        return value > last ? value : throw Malformed(Messages.BranchHintOrder, start);
    }

    private static void CheckFunction(FunctionBranchHints hints, FunctionDefinition function, int origin)
    {
        var reader = new InstructionReader(function.Body.Code.Span, function.Body.Offset);
        var instruction = default(Instruction);
        int next = 0;
        while (next < hints.Hints.Length && !reader.AtEnd)
        {
            int position = hints.Hints[next].Offset - origin;
            if (position < reader.Position)
            {
                break;
            }

            Op op = reader.Read(ref instruction).Op;
            if (instruction.Start == position)
            {
                if (op is not (Op.If or Op.BrIf))
                {
                    throw new InvalidCustomException(
                        $"{Messages.BranchHintSection}: {Messages.BranchHintInvalidTarget}", reader.OffsetOf(position));
                }

                next++;
            }
        }

        if (next < hints.Hints.Length)
        {
            throw new InvalidCustomException(
                $"{Messages.BranchHintSection}: {Messages.BranchHintInvalidOffset} {hints.Hints[next].Offset}", function.Offset);
        }
    }

    private static MalformedCustomException Malformed(string message, long offset) => new($"{Messages.BranchHintSection}: {message}", offset);
}
