using System.Text.Json.Serialization;
using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>A plain webhook: <see cref="WebhookMessage"/> as JSON, signed over its bytes with HMAC-SHA-256 when a secret is set.</summary>
internal sealed class WebhookChannel(IOptions<WebhookOptions> options) : IAlertChannel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Name => "webhook";

    public bool IsConfigured => options.Value.Url is not null;

    public async Task<HttpRequestMessage> RequestAsync(DueDelivery delivery, Alert alert, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookMessage.Of(delivery, alert), Json);
        var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url) { Content = JsonBody.Of(body) };
        request.Headers.Add(WebhookSignature.DeliveryHeader, $"{delivery.DeliveryId}");
        if (options.Value.SecretFile is { } file)
        {
            var secret = await PlainTextChannelSecret.ReadAsync(file, cancellationToken);
            request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(secret.Value, body));
        }

        return request;
    }
}

/// <summary>What a webhook receives.</summary>
/// <param name="DeliveryId">The same however often it is sent: receivers de-duplicate by it.</param>
/// <param name="Event">trigger, acknowledge or resolve.</param>
/// <param name="OccurredAt">When the event happened, UTC.</param>
/// <param name="Alert">The alert, without who acted on it and why.</param>
internal sealed record WebhookMessage(Guid DeliveryId, string Event, DateTimeOffset OccurredAt, WebhookAlert Alert)
{
    public static WebhookMessage Of(DueDelivery delivery, Alert alert) => new(
        delivery.DeliveryId,
        delivery.Event,
        delivery.CreatedAt,
        new WebhookAlert(
            alert.AlertId, alert.Kind, alert.Severity, alert.TenantId, alert.SecretType, alert.SecretName, alert.Summary, alert.NextStep,
            alert.Occurrences, alert.FirstOccurredAt, alert.LastOccurredAt, alert.TraceId));
}

/// <summary>The alert of a <see cref="WebhookMessage"/>; fields as in the API.</summary>
internal sealed record WebhookAlert(
    Guid AlertId,
    string Kind,
    string Severity,
    Guid? TenantId,
    string? SecretType,
    string? SecretName,
    string Summary,
    string NextStep,
    int Occurrences,
    DateTimeOffset FirstOccurredAt,
    DateTimeOffset LastOccurredAt,
    string? TraceId);
