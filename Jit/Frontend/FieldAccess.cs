using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Jit.Abi;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Frontend;

/// <summary>How a field, element, global or payload value is read and written.</summary>
/// <param name="Offset">Bytes from the object; of elements, of the first one.</param>
/// <param name="Width">Bytes.</param>
/// <param name="Type">Type of the value.</param>
/// <param name="Load">Reads it, zero-extended. References are read as i32.</param>
/// <param name="LoadSigned">Reads it, sign-extended if it is packed.</param>
/// <param name="Store">Writes it.</param>
internal readonly record struct FieldAccess(int Offset, int Width, IrType Type, Op Load, Op LoadSigned, Op Store)
{
    /// <summary>The access to a storage type.</summary>
    /// <param name="registry">To tell functions from other references.</param>
    /// <param name="storage">Closed.</param>
    /// <param name="offset">Where it is.</param>
    public static FieldAccess Of(TypeRegistry registry, StorageType storage, int offset) => storage.Packing switch
    {
        Packing.I8 => new(offset, 1, IrType.I32, Op.I32Load8U, Op.I32Load8S, Op.I32Store8),
        Packing.I16 => new(offset, 2, IrType.I32, Op.I32Load16U, Op.I32Load16S, Op.I32Store16),
        _ => Of(ModuleEnvironment.TypeOfClosed(registry, storage.Unpacked), offset),
    };

    /// <summary>The access to a whole value.</summary>
    public static FieldAccess Of(IrType type, int offset) => type switch
    {
        IrType.I32 or IrType.Ref => new(offset, 4, type, Op.I32Load, Op.I32Load, Op.I32Store),
        IrType.I64 => new(offset, 8, type, Op.I64Load, Op.I64Load, Op.I64Store),
        IrType.F32 => new(offset, 4, type, Op.F32Load, Op.F32Load, Op.F32Store),
        IrType.F64 => new(offset, 8, type, Op.F64Load, Op.F64Load, Op.F64Store),
        _ => new(offset, 16, type, Op.V128Load, Op.V128Load, Op.V128Store),
    };

    /// <summary>Accesses to values that stand one after the other, each aligned to its width, as <see cref="ObjectLayout"/> says.</summary>
    public static FieldAccess[] InOrder(TypeRegistry registry, ReadOnlySpan<FieldType> fields)
    {
        var result = new FieldAccess[fields.Length];
        int offset = ObjectLayout.FieldsOffset;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Next(registry, fields[i].Storage, ref offset);
        }

        return result;
    }

    /// <summary>The same for an exception's payload.</summary>
    public static FieldAccess[] InOrder(TypeRegistry registry, ReadOnlySpan<ValType> payload)
    {
        var result = new FieldAccess[payload.Length];
        int offset = ObjectLayout.FieldsOffset;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = Next(registry, payload[i], ref offset);
        }

        return result;
    }

    private static FieldAccess Next(TypeRegistry registry, StorageType storage, ref int offset)
    {
        int width = ObjectLayout.WidthOf(registry, storage);
        int at = (offset + width - 1) & -width;
        offset = at + width;
        return Of(registry, storage, at);
    }
}
