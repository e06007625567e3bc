using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Mutate;

/// <summary>
/// Makes a case of any module: a module before it exports all that it imports, functions of plain types come from the host, and
/// calls go to what it exports.
/// </summary>
internal sealed class ModuleCase
{
    private const int MaximumCalls = 16;
    private const int HostObjects = 4;
    private const string ProviderName = "p";

    private readonly ModuleDefinition _module;
    private readonly ByteSource _source;
    private readonly ModuleDefinition _provider = new();
    private readonly ImmutableArray<HostFunctionPlan>.Builder _hosts = ImmutableArray.CreateBuilder<HostFunctionPlan>();

    private ModuleCase(ModuleDefinition module, ByteSource source)
    {
        _module = ModuleCopy.Of(module);
        _source = source;
        _provider.Types.AddRange(module.Types);
        _provider.RecursionGroups.AddRange(module.RecursionGroups);
    }

    /// <summary>Makes a case.</summary>
    /// <param name="module">The module; it is valid.</param>
    /// <param name="source">Decides about values.</param>
    /// <returns>Null if the module wants what cannot be made, such as an object of a type.</returns>
    public static GeneratedCase? TryMake(ModuleDefinition module, ByteSource source) => new ModuleCase(module, source).Make();

    private GeneratedCase? Make()
    {
        for (int i = 0; i < _module.Imports.Count; i++)
        {
            Import import = _module.Imports[i];
            string name = $"i{i}";
            bool isHost = import.Type is FunctionExternType plain && TypeOf(plain.TypeIndex) is { } type && IsPlain(type);
            if (isHost ? !AddHost(name, ((FunctionExternType)import.Type).TypeIndex) : !TryProvide(name, import.Type))
            {
                return null;
            }

            _module.Imports[i] = import with { Module = isHost ? GeneratedCase.HostModule : ProviderName, Name = name };
        }

        var modules = ImmutableArray.CreateBuilder<CaseModule>();
        if (_provider.Exports.Count > 0)
        {
            modules.Add(new CaseModule(ProviderName, ModuleCopy.Settle(_provider)));
        }

        ModuleDefinition settled = ModuleCopy.Settle(_module);
        modules.Add(new CaseModule("m0", settled));
        return new GeneratedCase
        {
            Modules = modules.DrainToImmutable(),
            HostFunctions = _hosts.DrainToImmutable(),
            Calls = Calls(settled, _provider.Exports.Count > 0 ? 1 : 0),
            Swarm = new Swarm(FeatureSet.Wasm3, Style.Endless),
            BytesUsed = 0,
        };
    }

    private FunctionType? TypeOf(int index) => (uint)index < (uint)_module.Types.Count ? _module.Types[index].Composite as FunctionType : null;

    // A function of the host has a type of its own, which is the module's only if that is one of no group.
    private bool IsPlain(FunctionType type) =>
        type.Parameters.All(item => !IsConcrete(item)) && type.Results.All(item => !IsConcrete(item) && item.IsDefaultable)
        && _module.RecursionGroups.Exists(group => group.Count == 1 && _module.Types[group.Start] is { IsFinal: true, Supertypes.IsEmpty: true } known && known.Composite.Equals(type));

    private static bool IsConcrete(ValType type) => type.IsReference && type.HeapType.IsConcrete;

    private bool AddHost(string name, int typeIndex)
    {
        FunctionType type = TypeOf(typeIndex)!;
        if (_module.Types[typeIndex] is not { IsFinal: true, Supertypes.IsEmpty: true }
            || !_module.RecursionGroups.Exists(group => group.Start == typeIndex && group.Count == 1))
        {
            return TryProvide(name, new FunctionExternType(typeIndex));
        }

        _hosts.Add(new HostFunctionPlan(name, type, HostBehavior.Return, [.. type.Results.Select(ValueOf)], null, 0, null, []));
        return true;
    }

    private bool TryProvide(string name, ExternType type)
    {
        var code = new InstructionWriter(32);
        int index;
        switch (type)
        {
            case FunctionExternType function when TypeOf(function.TypeIndex) is { } signature:
                foreach (ValType result in signature.Results)
                {
                    if (!TryWrite(code, result))
                    {
                        code.Write(Op.Unreachable);
                        break;
                    }
                }

                code.Write(Op.End);
                index = _provider.Functions.Count;
                _provider.Functions.Add(new FunctionDefinition(function.TypeIndex, [], new Expression(code.ToArray(), 0), 0));
                break;
            case TableType table when table.Element.IsDefaultable:
                index = _provider.Tables.Count;
                _provider.Tables.Add(new TableDefinition(table, null, 0));
                break;
            case MemoryType memory:
                index = _provider.Memories.Count;
                _provider.Memories.Add(new MemoryDefinition(memory, 0));
                break;
            case GlobalType global when TryWrite(code, global.Value):
                code.Write(Op.End);
                index = _provider.Globals.Count;
                _provider.Globals.Add(new GlobalDefinition(global, new Expression(code.ToArray(), 0), 0));
                break;
            case TagType tag:
                index = _provider.Tags.Count;
                _provider.Tags.Add(new TagDefinition(tag, 0));
                break;
            default:
                return false;
        }

        _provider.Exports.Add(new Export(name, type.Kind, index, 0));
        return true;
    }

    private bool TryWrite(InstructionWriter code, ValType type)
    {
        if (!type.IsDefaultable)
        {
            return false;
        }

        (ulong low, ulong high) = type.IsReference ? default : EdgeValues.Pick(_source, type);
        return CodeEditor.TryWriteConstant(code, type, low, high);
    }

    private ImmutableArray<CaseCall> Calls(ModuleDefinition module, int number)
    {
        var calls = ImmutableArray.CreateBuilder<CaseCall>();
        List<int> types = [];
        foreach (Import import in module.Imports)
        {
            if (import.Type is FunctionExternType function)
            {
                types.Add(function.TypeIndex);
            }
        }

        types.AddRange(module.Functions.Select(function => function.TypeIndex));
        foreach (Export export in module.Exports)
        {
            if (export.Kind != ExternKind.Function || TypeOf(types[export.Index]) is not { } type || !type.Parameters.All(CanMake))
            {
                continue;
            }

            int times = type.Parameters.IsEmpty ? 1 : _source.Between(1, 3);
            for (int i = 0; i < times && calls.Count < MaximumCalls; i++)
            {
                calls.Add(new CaseCall(number, export.Name, [.. type.Parameters.Select(ValueOf)]));
            }
        }

        return calls.DrainToImmutable();
    }

    private static bool CanMake(ValType type) => type.IsDefaultable
        || type.HeapType == HeapType.Any || type.HeapType == HeapType.Eq || type.HeapType == HeapType.I31 || type.HeapType == HeapType.Extern;

    private CaseValue ValueOf(ValType type)
    {
        if (!type.IsReference)
        {
            (ulong low, ulong high) = EdgeValues.Pick(_source, type);
            return CaseValue.OfBits(type, low, high);
        }

        if (type.IsNullable && (!CanMake(type.AsNonNull()) || _source.Chance(80)))
        {
            return CaseValue.NullOf(type);
        }

        return type.HeapType == HeapType.Extern
            ? new CaseValue(type, CaseValueKind.Host, (ulong)_source.Below(HostObjects))
            : new CaseValue(type, CaseValueKind.I31, EdgeValues.Pick(_source, ValType.I32).Low & 0x7FFFFFFF);
    }
}
