using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Identity.Tests.Fixtures;
using PenguinMails.TestKit;

namespace PenguinMails.Identity.Tests.Notifications;

/// <summary>An instance of Identity with a mail server, a receiver of webhooks, and the services that say what happened.</summary>
internal abstract class NotificationFixture
{
    protected const string List = "/api/v1/notifications";
    protected const string Choices = "/api/v1/notifications/preferences";
    protected const string Webhooks = "/api/v1/tenant/webhooks";

    private MessageSender _sender = null!;

    protected IdentityServer Server { get; private set; } = null!;

    protected MailReceiver Mail { get; private set; } = null!;

    protected WebhookReceiver Posts { get; private set; } = null!;

    protected Platform Platform { get; private set; } = null!;

    protected virtual IEnumerable<(string Setting, string Value)> MoreSettings => [];

    protected Dictionary<string, string?> Settings
    {
        get
        {
            var settings = new Dictionary<string, string?>
            {
                ["Identity:Mail:Host"] = $"{Mail.Address}",
                ["Identity:Mail:Port"] = $"{MailReceiver.Port}",
                ["Identity:Mail:Security"] = "None",
                ["Identity:Webhooks:AllowLoopback"] = "true",
                ["Identity:Notifications:MailInterval"] = "00:00:00",
                ["Identity:Notifications:FirstRetry"] = "00:00:00.05",
                ["Identity:Notifications:LongestRetry"] = "00:00:00.2",
            };
            foreach (var (setting, value) in MoreSettings)
            {
                settings[setting] = value;
            }

            return settings;
        }
    }

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Mail = MailReceiver.Start();
        Posts = await WebhookReceiver.StartAsync();
        Platform = await Platform.StartAsync(TestVault.SharedAsync());
        Server = await IdentityServer.StartAsync(Platform, settings: Settings);
        await Server.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        _sender = await MessageSender.ConnectAsync(Platform.Broker);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _sender.DisposeAsync();
        await Server.DisposeAsync();
        await Posts.DisposeAsync();
        await Mail.DisposeAsync();
    }

    [SetUp]
    public void TakeEverything() => (Mail.OnMail, Mail.OnSender, Posts.OnPost) = (_ => null, _ => true, (_, _) => 202);

    /// <summary>Has Rotation say that something happened to a tenant's SSH key, or Audit that there is an alert about it.</summary>
    protected async Task<NotifyTenant> NotifyAsync(
        Guid tenantId, string tenantEvent, DateTimeOffset? at = null, Guid? versionId = null, string? alertKind = null, DateTimeOffset? occurredAt = null, string name = "tenant")
    {
        var message = new NotifyTenant(
            Guid.CreateVersion7(), tenantId, tenantEvent, new SecretReference(tenantId, SecretTypes.Ssh, name), versionId, "SHA256:Zm9vYmFy", at, alertKind,
            occurredAt ?? Server.Time.GetUtcNow());
        await _sender.SendAsync(Queues.IdentityCommands, message, tenantEvent == TenantEvents.Alert ? PlatformServices.Audit : PlatformServices.Rotation);
        return message;
    }

    /// <summary>Waits until a notice of the tenant's is as it should be.</summary>
    protected Task NoticeAsync(Guid tenantId, string tenantEvent, string state, int count = 1) => Eventually.Async(
        async () => await ScalarAsync<int>(
            $"select count(*)::int from notice where tenant_id = @tenantId and event = @tenantEvent and {state}", new { tenantId, tenantEvent }) == count,
        what: $"{count} {tenantEvent} that is {state}");

    protected Task<T?> ScalarAsync<T>(string sql, object? parameters = null) => Server.Database.ReadAsync(read => read.ScalarAsync<T>(sql, parameters), default);

    protected Task ExecuteAsync(string sql, object? parameters = null) => Server.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(sql, parameters), default);

    /// <summary>Waits until everything that somebody, or a webhook of their tenant, is told has come to that.</summary>
    protected Task<IReadOnlyList<JsonElement>> ListedAsync(SignedIn reader, string status, int count) => Eventually.GetAsync(
        async () => await ItemsAsync(reader, $"{List}?status={status}"), items => items.Count == count, what: $"{count} {status} notifications");

    protected static async Task<IReadOnlyList<JsonElement>> ItemsAsync(SignedIn reader, string path)
    {
        using var answer = await reader.SendAsync(HttpMethod.Get, path);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, body);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("items").EnumerateArray()];
    }

    protected static async Task ChooseAsync(SignedIn reader, params string[] events)
    {
        using var answer = await reader.SendAsync(HttpMethod.Put, Choices, new { events });
        Assert.That(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <returns>The webhook's id and its secret.</returns>
    protected static async Task<(Guid Id, string Secret)> AddWebhookAsync(SteppedUp user, string url, params string[] events)
    {
        using var answer = await user.PostAsync(Webhooks, new { url, events });
        var body = await answer.Content.ReadAsStringAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(201), body);
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
        var added = JsonDocument.Parse(body).RootElement;
        return (added.GetProperty("webhookId").GetGuid(), added.GetProperty("signingSecret").GetString()!);
    }
}
