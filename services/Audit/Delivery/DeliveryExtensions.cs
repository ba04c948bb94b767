using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

internal static class DeliveryExtensions
{
    /// <summary>Delivers alerts to PagerDuty and to a webhook, each when it is configured.</summary>
    public static IServiceCollection AddAlertDelivery(this IServiceCollection services)
    {
        services.AddOptions<PagerDutyOptions>().BindConfiguration(PagerDutyOptions.Section).ValidateOnStart();
        services.AddOptions<WebhookOptions>().BindConfiguration(WebhookOptions.Section).ValidateOnStart();
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PagerDutyOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<WebhookOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IValidateOptions<DeliveryOptions>, DeliveryOptionsValidator>();
        services.AddSingleton<IAlertChannel, PagerDutyChannel>();
        services.AddSingleton<IAlertChannel, WebhookChannel>();
        services.AddSingleton<DeliveryTable>();
        services.AddSingleton<DeliveryLeases>();
        services.AddSingleton<DeliveryAttempt>();
        services.AddHostedService<DeliveryWorkers>();
        // Addresses may hold tokens, so they are neither logged nor traced, and receivers learn no trace ids of ours by header; a redirect
        // would send the message to a receiver that is not configured.
        services.AddHttpClient(DeliveryAttempt.ClientName)
            .ConfigureHttpClient((provider, client) => client.Timeout = provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
            })
            .RemoveAllLoggers();
        return services;
    }
}
