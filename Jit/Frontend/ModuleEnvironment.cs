using System.Collections.Immutable;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Model;
using Wasm.Core.Types;
using Wasm.Core.Validation;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>
/// What translation of any function needs to know of its module: types as the IR has them, layouts, constants. No object of the
/// runtime. Made once per module; threads may share it: what is made later is made once.
/// </summary>
internal sealed class ModuleEnvironment
{
    private static readonly IrType[][] Singles =
        [[], [IrType.I32], [IrType.I64], [IrType.F32], [IrType.F64], [IrType.V128], [IrType.Ref]];

    private readonly IrSignature?[] _signatures;
    private readonly FieldAccess[]?[] _fields;
    private readonly FieldAccess[]?[] _payloads;
    private readonly int[] _functionTypes;
    private readonly GlobalConstant[] _constants;

    /// <summary>The environment of a module.</summary>
    /// <param name="module">Validated with side tables.</param>
    public ModuleEnvironment(ValidatedModule module)
    {
        Module = module;
        Layout = new InstanceLayout(module);
        _signatures = new IrSignature?[module.Types.Length];
        _fields = new FieldAccess[]?[module.Types.Length];
        _payloads = new FieldAccess[]?[module.Tags.Length];
        _functionTypes = new int[module.Functions.Length];
        int next = 0;
        foreach (Import import in module.Definition.Imports)
        {
            if (import.Type is FunctionExternType function)
            {
                _functionTypes[next++] = function.TypeIndex;
            }
        }

        foreach (FunctionDefinition function in module.Definition.Functions)
        {
            _functionTypes[next++] = function.TypeIndex;
        }

        _constants = new GlobalConstant[module.Globals.Length];
        FindConstants();
    }

    /// <summary>The module.</summary>
    public ValidatedModule Module { get; }

    /// <summary>Layout of its instances.</summary>
    public InstanceLayout Layout { get; }

    /// <summary>Number of imported functions.</summary>
    public int ImportedFunctions => Layout.ImportedFunctions;

    /// <summary>The type of closed values in IR.</summary>
    public static IrType TypeOfClosed(TypeRegistry registry, ValType type) => type.IsReference
        ? ObjectLayout.IsFunction(registry, type) ? IrType.I64 : IrType.Ref
        : type.Code switch { 0x7F => IrType.I32, 0x7E => IrType.I64, 0x7D => IrType.F32, 0x7C => IrType.F64, _ => IrType.V128 };

    /// <summary>The type, in IR, of a type that the module's code mentions.</summary>
    public IrType TypeOf(ValType type) => TypeOfClosed(Module.Registry, Module.Close(type));

    /// <summary>The type of a table's elements.</summary>
    public IrType TypeOfElements(int table) => TypeOfClosed(Module.Registry, Module.Tables[table].Element);

    /// <summary>A list of one type, or of none.</summary>
    public static IrType[] Single(IrType type) => Singles[(int)type];

    /// <summary>Type index of a function.</summary>
    public int TypeOfFunction(int function) => _functionTypes[function];

    /// <summary>The signature of a function type: one object per type index.</summary>
    public IrSignature Signature(int type) =>
        Volatile.Read(ref _signatures[type]) ?? Publish(ref _signatures[type], MakeSignature(Module.Types[type].Function));

    /// <summary>The fields of a struct type; of an array type, its element alone.</summary>
    public FieldAccess[] Fields(int type) =>
        Volatile.Read(ref _fields[type]) ?? Publish(ref _fields[type], MakeFields(Module.Types[type]));

    /// <summary>The payload of a tag's exceptions.</summary>
    public FieldAccess[] Payload(int tag) => Volatile.Read(ref _payloads[tag]) ?? Publish(
        ref _payloads[tag],
        FieldAccess.InOrder(Module.Registry, Module.Tags[tag].Function.Parameters.AsSpan()));

    /// <summary>The value of a global that every instance has the same.</summary>
    /// <returns>Whether it is one.</returns>
    public bool TryGetConstant(int global, out GlobalConstant constant)
    {
        constant = _constants[global];
        return constant.Op != Op.Unreachable;
    }

    // Whoever comes first wins: signatures are compared by reference.
    private static T Publish<T>(ref T? place, T made)
        where T : class => Interlocked.CompareExchange(ref place, made, null) ?? made;

    private IrSignature MakeSignature(FunctionType type) => new(TypesOf(type.Parameters), TypesOf(type.Results));

    private IrType[] TypesOf(ImmutableArray<ValType> types)
    {
        if (types.Length <= 1)
        {
            return types.IsEmpty ? [] : Single(TypeOfClosed(Module.Registry, types[0]));
        }

        var result = new IrType[types.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = TypeOfClosed(Module.Registry, types[i]);
        }

        return result;
    }

    private FieldAccess[] MakeFields(DefinedType type) => type.Composite switch
    {
        StructType @struct => FieldAccess.InOrder(Module.Registry, @struct.Fields.AsSpan()),
        ArrayType array => [FieldAccess.Of(Module.Registry, array.Element.Storage, ObjectLayout.ElementsOffset)],
        _ => [],
    };

    // Immutable globals whose initializer is one constant, or another such global.
    private void FindConstants()
    {
        int imported = Layout.ImportedGlobals;
        var instruction = default(Core.Binary.Instruction);
        for (int i = 0; i < Module.Definition.Globals.Count; i++)
        {
            if (Module.Globals[imported + i].Mutable)
            {
                continue;
            }

            Expression expression = Module.Definition.Globals[i].Initializer;
            var reader = new InstructionReader(expression.Code.Span, expression.Offset);
            reader.Read(ref instruction);
            GlobalConstant constant = instruction.Op switch
            {
                Op.I32Const or Op.I64Const or Op.F32Const or Op.F64Const => new(instruction.Op, instruction.Bits, 0),
                Op.V128Const => new(Op.V128Const, instruction.Bits, instruction.BitsHigh),
                Op.RefNull => new(Op.RefNull, 0, 0),
                Op.GlobalGet => _constants[instruction.Index],
                _ => default,
            };
            reader.Read(ref instruction);
            _constants[imported + i] = instruction.Op == Op.End ? constant : default;
        }
    }
}

/// <summary>The value of a global that is a constant.</summary>
/// <param name="Op">The instruction that gives it; <see cref="Op.Unreachable"/> if it is none.</param>
/// <param name="Bits">Its bits, or the low 64.</param>
/// <param name="BitsHigh">The high 64 of a vector.</param>
internal readonly record struct GlobalConstant(Op Op, ulong Bits, ulong BitsHigh);
