using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.Gateway.Health;

/// <summary>What an instance of a service reports about itself.</summary>
/// <param name="Status">Null when it did not answer.</param>
/// <param name="Trouble">Names the checks that are degraded, without their descriptions: the gateway answers anybody. Null when none is.</param>
internal sealed record InstanceHealth(HealthStatus? Status, string? Trouble = null)
{
    public static readonly InstanceHealth NoAnswer = new(Status: null);
    public static readonly InstanceHealth Unhealthy = new(HealthStatus.Unhealthy);
    private static readonly InstanceHealth Healthy = new(HealthStatus.Healthy);

    /// <summary>Reads the body of an answer of success. One that is not understood is success all the same.</summary>
    public static InstanceHealth Of(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<Report>(body, JsonSerializerOptions.Web) is { Status: nameof(HealthStatus.Degraded) } report
                ? new InstanceHealth(HealthStatus.Degraded, report.Describe())
                : Healthy;
        }
        catch (JsonException)
        {
            return Healthy;
        }
    }

    private sealed record Report(string? Status, Dictionary<string, Check>? Checks)
    {
        public string Describe() => "Degraded: " + string.Join(
            ", ",
            (Checks ?? []).Where(check => check.Value.Status == nameof(HealthStatus.Degraded)).Select(check => check.Key).Order(StringComparer.Ordinal)) + ".";
    }

    private sealed record Check(string? Status);
}
