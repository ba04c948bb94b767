using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>PagerDuty's Events API v2 (developer.pagerduty.com, "Send an event to PagerDuty"). It de-duplicates by the alert's id.</summary>
internal sealed class PagerDutyChannel(IOptions<PagerDutyOptions> options) : IAlertChannel
{
    private const string Platform = "penguinmails-secrets";
    private const int LongestSummary = 1024;

    public string Name => "pagerduty";

    public bool IsConfigured => options.Value.RoutingKeyFile is not null;

    public async Task<HttpRequestMessage> RequestAsync(DueDelivery delivery, Alert alert, CancellationToken cancellationToken)
    {
        var key = await PlainTextChannelSecret.ReadAsync(options.Value.RoutingKeyFile!, cancellationToken);
        var message = new JsonObject
        {
            ["routing_key"] = key.Value,
            ["event_action"] = delivery.Event,
            ["dedup_key"] = $"{alert.AlertId}",
        };
        if (delivery.Event == AlertEvents.Trigger)
        {
            message["client"] = "PenguinMails Secrets";
            message["payload"] = Payload(alert);
        }

        return new HttpRequestMessage(HttpMethod.Post, $"{options.Value.BaseAddress.TrimEnd('/')}/v2/enqueue") { Content = JsonBody.Of(message) };
    }

    private static JsonObject Payload(Alert alert) => new()
    {
        ["summary"] = alert.Summary.Length > LongestSummary ? alert.Summary[..(LongestSummary - 1)] + "…" : alert.Summary,
        ["source"] = Platform,
        ["severity"] = alert.Severity,
        ["timestamp"] = alert.FirstOccurredAt.ToString("O", CultureInfo.InvariantCulture),
        ["component"] = alert.Kind.Split('.')[0],
        ["class"] = alert.Kind,
        ["custom_details"] = new JsonObject
        {
            ["alert_id"] = $"{alert.AlertId}",
            ["next_step"] = alert.NextStep,
            ["tenant_id"] = alert.TenantId?.ToString(),
            ["secret_type"] = alert.SecretType,
            ["secret_name"] = alert.SecretName,
            ["occurrences"] = alert.Occurrences,
            ["trace_id"] = alert.TraceId,
        },
    };
}
