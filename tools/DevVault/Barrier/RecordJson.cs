using System.Text.Json;
using System.Text.Json.Serialization;

namespace PenguinMails.DevVault.Barrier;

/// <summary>How records are written inside the barrier.</summary>
internal static class RecordJson
{
    public static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };
}
