using System.Text.Json.Serialization;
using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.Webhooks;

namespace PenguinMails.Identity.Deliveries;

/// <summary>Posts messages to tenants' webhooks, signed as all webhooks of the platform are.</summary>
internal sealed class WebhookChannel(Database database, ITransit transit, IHttpClientFactory clients, TimeProvider time) : IMessageChannel
{
    public const string ClientName = "tenant-webhooks";

    private const string Unreachable = "The receiver cannot be reached at a public address.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Name => MessageTable.Webhook;

    public async Task<DeliveryOutcome> SendAsync(DueMessage message, IReadOnlyList<Notice> notices, CancellationToken cancellationToken)
    {
        var target = await database.ReadAsync(read => read.FindTargetAsync(message.WebhookId!.Value), cancellationToken);
        if (target is null)
        {
            return new DeliveryOutcome.Refused("The webhook was deleted.");
        }

        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookMessage.Of(message, notices[0], time.GetUtcNow()), Json);
        using var secret = await transit.DecryptAsync(TransitKey.Identity, target.SigningSecret, cancellationToken: cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = JsonBody.Of(body) };
        request.Headers.Add(WebhookSignature.DeliveryHeader, $"{message.MessageId}");
        request.Headers.Add(WebhookSignature.SignatureHeader, WebhookSignature.Of(Encoding.UTF8.GetString(secret.Span), body));
        request.Headers.UserAgent.ParseAdd("PenguinMails-Secrets");
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return DeliveryOutcome.Of(response, time.GetUtcNow());
        }
        catch (HttpRequestException)
        {
            // The cause would say what lies in the platform's networks.
            return new DeliveryOutcome.Unavailable(Unreachable);
        }
    }
}

/// <summary>What a tenant's webhook receives.</summary>
/// <param name="DeliveryId">The same however often it is sent: receivers de-duplicate by it.</param>
/// <param name="SentAt">When this attempt was made, UTC: receivers refuse what is old.</param>
/// <param name="Event">One of <see cref="TenantEvents"/>.</param>
/// <param name="OccurredAt">When it happened, UTC.</param>
/// <param name="TenantId">The tenant.</param>
/// <param name="SecretType">The type of the secret that it is about, if any.</param>
/// <param name="SecretName">The secret that it is about, if any.</param>
/// <param name="Fingerprint">Public fingerprint of the new version, or of the one that ended.</param>
/// <param name="At">The time that it is about: the due date, or the end of the grace period.</param>
/// <param name="AlertKind">Of an alert its kind.</param>
/// <param name="Summary">What happened, in words.</param>
/// <param name="NextStep">What to do.</param>
internal sealed record WebhookMessage(
    Guid DeliveryId,
    DateTimeOffset SentAt,
    string Event,
    DateTimeOffset OccurredAt,
    Guid TenantId,
    string? SecretType,
    string? SecretName,
    string? Fingerprint,
    DateTimeOffset? At,
    string? AlertKind,
    string Summary,
    string NextStep)
{
    public static WebhookMessage Of(DueMessage message, Notice notice, DateTimeOffset now)
    {
        var text = NoticeText.Of(notice);
        return new WebhookMessage(
            message.MessageId, now, notice.Event, notice.OccurredAt, notice.TenantId, notice.SecretType, notice.SecretName, notice.Fingerprint, notice.At,
            notice.AlertKind, text.Title, text.NextStep);
    }
}
