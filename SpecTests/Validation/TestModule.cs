using Wasm.Core.Binary;
using Wasm.Core.Diagnostics;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;

namespace Wasm.SpecTests.Validation;

/// <summary>Builds module definitions in few words, with raw code.</summary>
public sealed class TestModule
{
    public ModuleDefinition Definition { get; } = new() { HasDataCount = true };

    /// <summary>A type in a group of its own; returns its index.</summary>
    public int Type(CompositeType type) => Group(false, new SubType(true, [], type, 0));

    public int Function(ValType[] parameters, params ValType[] results) => Type(new FunctionType([.. parameters], [.. results]));

    /// <summary>A recursion group; returns the index of its first type.</summary>
    public int Group(params SubType[] types) => Group(true, types);

    public TestModule Table(ValType element, bool is64 = false)
    {
        Definition.Tables.Add(new TableDefinition(new TableType(element, new Limits(1, null), is64), null, 0));
        return this;
    }

    public TestModule Memory(bool is64 = false)
    {
        Definition.Memories.Add(new MemoryDefinition(new MemoryType(new Limits(1, null), is64), 0));
        return this;
    }

    /// <summary>A function of a type with code; <c>end</c> is added.</summary>
    public TestModule Body(int type, Action<InstructionWriter> code, params LocalGroup[] locals) =>
        Body(type, Code(code), locals);

    public TestModule Body(int type, byte[] code, params LocalGroup[] locals)
    {
        Definition.Functions.Add(new FunctionDefinition(type, [.. locals], new Expression(code, 0), 0));
        return this;
    }

    public static byte[] Code(Action<InstructionWriter> code)
    {
        var writer = new InstructionWriter();
        code(writer);
        writer.Write(Op.End);
        return writer.ToArray();
    }

    public ValidatedModule Validate(ValidationOptions? options = null, FeatureSet? features = null, TypeRegistry? registry = null) =>
        ModuleValidator.Validate(Definition, features ?? FeatureSet.Wasm3, registry ?? new TypeRegistry(), options);

    /// <summary>What validation says: the message, or null if the module is valid.</summary>
    public string? Error(FeatureSet? features = null)
    {
        try
        {
            Validate(features: features);
            return null;
        }
        catch (ModuleException error)
        {
            return error.Message;
        }
    }

    private int Group(bool isExplicit, params SubType[] types)
    {
        int start = Definition.Types.Count;
        Definition.RecursionGroups.Add(new RecursionGroup(start, types.Length, isExplicit, 0));
        Definition.Types.AddRange(types);
        return start;
    }
}
