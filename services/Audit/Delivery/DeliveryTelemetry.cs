using System.Diagnostics.Metrics;

namespace PenguinMails.Audit.Delivery;

/// <summary>Metrics of alert delivery: failed deliveries must be visible outside the channels that fail.</summary>
internal static class DeliveryTelemetry
{
    private static readonly Meter Meter = new("PenguinMails.Audit.Delivery");

    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("penguinmails.alerts.deliveries", "{attempt}", "Attempts to tell a channel of an alert, by channel and outcome");

    /// <param name="outcome">delivered, failed or waits.</param>
    public static void Attempted(string channel, string outcome) => Attempts.Add(1, new("channel", channel), new("outcome", outcome));
}
