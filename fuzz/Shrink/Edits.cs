using System.Collections.Immutable;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;

namespace Wasm.Fuzz.Shrink;

/// <summary>Changed copies of cases and modules. What is not changed is shared.</summary>
internal static class Edits
{
    /// <summary>A copy whose lists may be changed.</summary>
    public static ModuleDefinition Copy(ModuleDefinition module)
    {
        var copy = new ModuleDefinition { Start = module.Start, HasDataCount = module.HasDataCount };
        copy.Types.AddRange(module.Types);
        copy.RecursionGroups.AddRange(module.RecursionGroups);
        copy.Imports.AddRange(module.Imports);
        copy.Functions.AddRange(module.Functions);
        copy.Tables.AddRange(module.Tables);
        copy.Memories.AddRange(module.Memories);
        copy.Tags.AddRange(module.Tags);
        copy.Globals.AddRange(module.Globals);
        copy.Exports.AddRange(module.Exports);
        copy.Elements.AddRange(module.Elements);
        copy.Data.AddRange(module.Data);
        copy.CustomSections.AddRange(module.CustomSections);
        return copy;
    }

    /// <summary>The case with another module in the place of one.</summary>
    public static GeneratedCase WithModule(GeneratedCase made, int index, ModuleDefinition module) =>
        With(made, made.Modules.SetItem(index, made.Modules[index] with { Definition = module }), made.Calls);

    /// <summary>The case with other modules and calls; host functions that nothing imports are left out.</summary>
    public static GeneratedCase With(GeneratedCase made, ImmutableArray<CaseModule> modules, ImmutableArray<CaseCall> calls) => new()
    {
        Modules = modules,
        Calls = calls,
        HostFunctions = made.HostFunctions,
        Swarm = made.Swarm,
        BytesUsed = made.BytesUsed,
    };

    /// <summary>The case with other functions of the host's.</summary>
    public static GeneratedCase WithHosts(GeneratedCase made, ImmutableArray<HostFunctionPlan> hosts) => new()
    {
        Modules = made.Modules,
        Calls = made.Calls,
        HostFunctions = hosts,
        Swarm = made.Swarm,
        BytesUsed = made.BytesUsed,
    };

    /// <summary>The case without a module, its calls, and what of the host's has to do with it; null if another imports from it.</summary>
    public static GeneratedCase? WithoutModule(GeneratedCase made, int index)
    {
        string name = made.Modules[index].Name;
        if (made.Modules.Any(module => module.Definition.Imports.Exists(import => import.Module == name)))
        {
            return null;
        }

        ImmutableArray<CaseCall> calls = [.. made.Calls.Where(call => call.Module != index && !Mentions(call, index)).Select(call => Shift(call, index))];
        ImmutableArray<HostFunctionPlan> hosts = [.. made.HostFunctions.Select(host => Shift(host, index))];
        return WithHosts(With(made, made.Modules.RemoveAt(index), calls), hosts);
    }

    /// <summary>The module with other code in the place of a function's.</summary>
    public static ModuleDefinition WithBody(ModuleDefinition module, int function, List<CodeItem> code)
    {
        ModuleDefinition copy = Copy(module);
        copy.Functions[function] = copy.Functions[function] with { Body = CodeItem.Write(code) };
        return copy;
    }

    /// <summary>The smallest value of a type, if there is one that needs no more than an instruction.</summary>
    public static CodeItem? Smallest(ValType type)
    {
        if (type.IsReference)
        {
            return type.IsNullable ? CodeItem.NullOf(type.HeapType) : null;
        }

        return CodeItem.Of(type.Code switch
        {
            0x7F => Op.I32Const,
            0x7E => Op.I64Const,
            0x7D => Op.F32Const,
            0x7C => Op.F64Const,
            _ => Op.V128Const,
        });
    }

    private static bool Mentions(CaseCall call, int module) =>
        call.Arguments.Any(argument => argument.Kind == CaseValueKind.Function && argument.Low == (ulong)module);

    private static CaseCall Shift(CaseCall call, int removed) => call with
    {
        Module = call.Module > removed ? call.Module - 1 : call.Module,
        Arguments = [.. call.Arguments.Select(argument =>
            argument.Kind == CaseValueKind.Function && argument.Low > (ulong)removed ? argument with { Low = argument.Low - 1 } : argument)],
    };

    private static HostFunctionPlan Shift(HostFunctionPlan host, int removed)
    {
        bool isLost = host.Target is { } target && (target.Module == removed || Mentions(target, removed));
        isLost |= host.ThrownTag is not null && host.ThrownModule == removed;
        if (isLost)
        {
            return host with { Behavior = HostBehavior.Return, Target = null, ThrownTag = null };
        }

        return host with
        {
            Target = host.Target is { } kept ? Shift(kept, removed) : null,
            ThrownModule = host.ThrownModule > removed ? host.ThrownModule - 1 : host.ThrownModule,
        };
    }
}
