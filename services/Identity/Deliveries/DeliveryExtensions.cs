using PenguinMails.Identity.Notifications;
using PenguinMails.Identity.Webhooks;

namespace PenguinMails.Identity.Deliveries;

internal static class DeliveryExtensions
{
    /// <summary>Tells tenants' people by mail and by webhooks.</summary>
    public static void AddNotifications(this IServiceCollection services)
    {
        services.AddOptions<NotificationOptions, NotificationOptionsValidator>(NotificationOptions.Section);
        services.AddOptions<MailOptions, MailOptionsValidator>(MailOptions.Section);
        services.AddOptions<WebhookOptions, WebhookOptionsValidator>(WebhookOptions.Section);
        services.AddChangeNotices(MessageTable.Due);
        services.AddSingleton<PublicAddresses>();
        services.AddSingleton<WebhookUrl>();
        services.AddSingleton<WebhookSecrets>();
        services.AddSingleton<WebhookChanges>();
        services.AddSingleton<FanOut>();
        services.AddSingleton<PreferenceChanges>();
        services.AddSingleton<MailChannel>();
        services.AddSingleton<IMailSetup>(provider => provider.GetRequiredService<MailChannel>());
        services.AddSingleton<IMessageChannel>(provider => provider.GetRequiredService<MailChannel>());
        services.AddSingleton<IMessageChannel, WebhookChannel>();
        services.AddSingleton<MessageLeases>();
        services.AddSingleton<MessageAttempt>();
        services.AddHostedService<NoticeWorker>();
        services.AddHostedService<MessageWorkers>();
        // No proxy: it would connect to what the check of addresses refuses. No redirects, for the same reason.
        services.AddHttpClient(WebhookChannel.ClientName)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
                ConnectCallback = provider.GetRequiredService<PublicAddresses>().ConnectAsync,
            })
            .RemoveAllLoggers();
    }
}
