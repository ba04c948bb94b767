using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Administration;

/// <summary>sys/metrics: the shape of the original's answer, with nothing measured.</summary>
internal static class ObservationPaths
{
    public static IEnumerable<PathRoute> Routes() =>
    [
        new PathRoute("metrics").On(Operation.Read, (_, _, _) => ValueTask.FromResult<LogicalResponse?>(new()
        {
            StatusCode = StatusCodes.Status200OK,
            Raw = new(JsonOutput.Bytes(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["Timestamp"] = string.Empty,
                ["Gauges"] = Array.Empty<object>(),
                ["Points"] = Array.Empty<object>(),
                ["Counters"] = Array.Empty<object>(),
                ["Samples"] = Array.Empty<object>(),
            })),
        })),
    ];
}
