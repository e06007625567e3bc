using Newtonsoft.Json;
using Wasm.Wast.Runner;

namespace Wasm.Conform.Workers;

/// <summary>Jobs and answers as lines of text: what goes through a worker's streams.</summary>
internal static class WorkerMessages
{
    // Names in scripts may hold what UTF-8 cannot.
    private static readonly JsonSerializerSettings Settings = new()
    {
        StringEscapeHandling = StringEscapeHandling.EscapeNonAscii,
        Formatting = Formatting.None,
        NullValueHandling = NullValueHandling.Ignore,
    };

    public static string Write(ScriptJob job) =>
        JsonConvert.SerializeObject(job with { Script = job.Script with { Output = null, Started = null } }, Settings);

    public static string Write(ScriptAnswer answer) => JsonConvert.SerializeObject(answer, Settings);

    /// <exception cref="JsonException">It is no job.</exception>
    public static ScriptJob ReadJob(string line) => Read<ScriptJob>(line);

    /// <exception cref="JsonException">It is no answer.</exception>
    public static ScriptAnswer ReadAnswer(string line) => Read<ScriptAnswer>(line);

    /// <summary>Writes a job or an answer of any kind.</summary>
    public static string WriteAny<T>(T message)
        where T : class => JsonConvert.SerializeObject(message, Settings);

    /// <summary>Reads what <see cref="WriteAny"/> wrote.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static T Read<T>(string line)
        where T : class => JsonConvert.DeserializeObject<T>(line, Settings) ?? throw new JsonSerializationException("an empty message");
}
