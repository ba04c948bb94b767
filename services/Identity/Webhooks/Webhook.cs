using System.ComponentModel.DataAnnotations;
using PenguinMails.Identity.Notifications;

namespace PenguinMails.Identity.Webhooks;

/// <summary>Where a tenant has events posted.</summary>
public sealed class Webhook
{
    public Guid WebhookId { get; init; }

    public string Url { get; init; } = "";

    [OneOf(typeof(TenantEvents))]
    public string[] Events { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many messages wait to be delivered.</summary>
    public int Waiting { get; init; }

    /// <summary>How the last message ended; null when none has.</summary>
    [OneOf(typeof(NotificationStatuses))]
    public string? LastStatus { get; init; }

    /// <summary>Why it failed.</summary>
    public string? LastError { get; init; }

    /// <summary>When that was, UTC.</summary>
    public DateTimeOffset? LastFinishedAt { get; init; }
}

/// <summary>A webhook to be added.</summary>
/// <param name="Url">An https address with a public host.</param>
/// <param name="Events">Which events are posted there; at least one.</param>
[Example("""{"url":"https://hooks.acme.example/secrets","events":["rotated","grace_ending","revoked"]}""")]
public sealed record NewWebhook(
    [property: MaxLength(WebhookUrl.MaxLength)] string Url, [property: OneOf(typeof(TenantEvents)), Length(1, 20)] IReadOnlyList<string> Events);

/// <summary>The secret that signs what a webhook gets. It is shown this once.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="SigningSecret">The key of the HMAC, as its UTF-8 bytes.</param>
[Example("""{"webhookId":"019ab000-0000-7000-8000-000000000000","signingSecret":"whs_4qk…"}""")]
public sealed record PlainTextWebhookSecret(Guid WebhookId, string SigningSecret)
{
    public override string ToString() => "webhook secret (redacted)";
}

/// <summary>A test message is on its way.</summary>
/// <param name="DeliveryId">Its id; <c>GET /api/v1/notifications?event=test</c> says how it ended.</param>
public sealed record WebhookTest(Guid DeliveryId);
