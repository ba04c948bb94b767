namespace PenguinMails.Audit.Producers;

internal static class ProducerExtensions
{
    /// <summary>Finds out when an audit record that a service has sent does not arrive.</summary>
    public static void AddProducers(this IServiceCollection services)
    {
        services.AddSingleton<ProducerTable>();
        services.AddSingleton<ProducerWatch>();
        services.AddHostedService<ProducerWorker>();
    }
}
