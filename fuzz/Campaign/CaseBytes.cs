using System.Collections.Immutable;
using System.Text;
using Wasm.Core.Binary;
using Wasm.Core.Instructions;
using Wasm.Core.Types;
using Wasm.Fuzz.Generate;
using BinaryReader = System.IO.BinaryReader;

namespace Wasm.Fuzz.Campaign;

/// <summary>A case as bytes, to hand one to another process that no seed gives: one that has been made smaller.</summary>
public static class CaseBytes
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a case.</summary>
    public static byte[] Write(GeneratedCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Utf8);
        writer.Write((ulong)item.Swarm.Features.Features);
        writer.Write((int)item.Swarm.Styles);
        writer.Write(item.BytesUsed);
        writer.Write(item.Modules.Length);
        foreach (CaseModule module in item.Modules)
        {
            byte[] binary = module.Encode();
            writer.Write(module.Name);
            writer.Write(binary.Length);
            writer.Write(binary);
        }

        writer.Write(item.HostFunctions.Length);
        foreach (HostFunctionPlan host in item.HostFunctions)
        {
            Write(writer, host);
        }

        writer.Write(item.Calls.Length);
        foreach (CaseCall call in item.Calls)
        {
            Write(writer, call);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Write(GeneratedCase)"/> wrote.</summary>
    public static GeneratedCase Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Utf8);
        var swarm = new Swarm(new FeatureSet((Feature)reader.ReadUInt64()), (Style)reader.ReadInt32());
        int used = reader.ReadInt32();
        return new GeneratedCase
        {
            Swarm = swarm,
            BytesUsed = used,
            Modules = Many(reader, () => new CaseModule(reader.ReadString(), ModuleDecoder.Decode(reader.ReadBytes(reader.ReadInt32())))),
            HostFunctions = Many(reader, () => ReadHost(reader)),
            Calls = Many(reader, () => ReadCall(reader)),
        };
    }

    private static ImmutableArray<T> Many<T>(BinaryReader reader, Func<T> read)
    {
        int count = reader.ReadInt32();
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count; i++)
        {
            items.Add(read());
        }

        return items.MoveToImmutable();
    }

    private static void Write(BinaryWriter writer, HostFunctionPlan host)
    {
        writer.Write(host.Name);
        Write(writer, host.Type.Parameters);
        Write(writer, host.Type.Results);
        writer.Write((byte)host.Behavior);
        Write(writer, host.Results);
        writer.Write(host.Target is not null);
        if (host.Target is not null)
        {
            Write(writer, host.Target);
        }

        writer.Write(host.ThrownModule);
        writer.Write(host.ThrownTag is not null);
        writer.Write(host.ThrownTag ?? "");
        Write(writer, host.Payload);
    }

    private static HostFunctionPlan ReadHost(BinaryReader reader)
    {
        string name = reader.ReadString();
        var type = new FunctionType(ReadTypes(reader), ReadTypes(reader));
        var behavior = (HostBehavior)reader.ReadByte();
        ImmutableArray<CaseValue> results = ReadValues(reader);
        CaseCall? target = reader.ReadBoolean() ? ReadCall(reader) : null;
        int thrower = reader.ReadInt32();
        bool throws = reader.ReadBoolean();
        string tag = reader.ReadString();
        return new HostFunctionPlan(name, type, behavior, results, target, thrower, throws ? tag : null, ReadValues(reader));
    }

    private static void Write(BinaryWriter writer, CaseCall call)
    {
        writer.Write(call.Module);
        writer.Write(call.Export);
        Write(writer, call.Arguments);
    }

    private static CaseCall ReadCall(BinaryReader reader) => new(reader.ReadInt32(), reader.ReadString(), ReadValues(reader));

    private static void Write(BinaryWriter writer, ImmutableArray<CaseValue> values)
    {
        writer.Write(values.Length);
        foreach (CaseValue value in values)
        {
            Write(writer, value.Type);
            writer.Write((byte)value.Kind);
            writer.Write(value.Low);
            writer.Write(value.High);
        }
    }

    private static ImmutableArray<CaseValue> ReadValues(BinaryReader reader) =>
        Many(reader, () => new CaseValue(ReadType(reader), (CaseValueKind)reader.ReadByte(), reader.ReadUInt64(), reader.ReadUInt64()));

    private static void Write(BinaryWriter writer, ImmutableArray<ValType> types)
    {
        writer.Write(types.Length);
        foreach (ValType type in types)
        {
            Write(writer, type);
        }
    }

    private static ImmutableArray<ValType> ReadTypes(BinaryReader reader) => Many(reader, () => ReadType(reader));

    // Whether it is a reference and may be null; then a binary code, or behind 0 an index.
    private static void Write(BinaryWriter writer, ValType type)
    {
        writer.Write((byte)(type.IsReference ? type.IsNullable ? 2 : 1 : 0));
        writer.Write(type.IsReference ? type.HeapType.Code : type.Code);
        writer.Write(type.IsReference && type.HeapType.IsConcrete ? type.HeapType.Index : -1);
    }

    private static ValType ReadType(BinaryReader reader)
    {
        byte kind = reader.ReadByte();
        byte code = reader.ReadByte();
        int index = reader.ReadInt32();
        if (kind == 0)
        {
            return ValType.TryFromCode(code, out ValType number) ? number : throw new InvalidDataException($"{code} is no type");
        }

        HeapType heap = HeapType.Bottom;
        if (index < 0 && !HeapType.TryFromCode(code, out heap))
        {
            throw new InvalidDataException($"{code} is no heap type");
        }

        return ValType.Ref(index < 0 ? heap : HeapType.Concrete(index), kind == 2);
    }
}
