using PenguinMails.Rotation.Campaigns;
using PenguinMails.Rotation.Exposure;
using PenguinMails.Rotation.GracePeriods;
using PenguinMails.Rotation.Messages;
using PenguinMails.Rotation.Scheduling;

namespace PenguinMails.Rotation;

internal static class RotationExtensions
{
    public static void AddRotation(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("rotation", typeof(RotationExtensions).Assembly);
        builder.AddMessaging("rotation", consumers => consumers
            .Event<SecretIssued, SecretIssuedConsumer>()
            .Event<SecretRotated, SecretRotatedConsumer>()
            .Event<SecretRotationFailed, SecretRotationFailedConsumer>()
            .Event<PreviousVersionRetired, PreviousVersionRetiredConsumer>()
            .Event<SecretRevoked, SecretRevokedConsumer>()
            .Event<ServerAbandoned, ServerAbandonedConsumer>()
            .Event<TenantEnrolled, TenantEnrolledConsumer>()
            .Event<IncidentRaised, IncidentRaisedConsumer>()
            .Event<DriftDetected, DriftDetectedConsumer>()
            .Event<SecretUsed, SecretUsedConsumer>());

        var services = builder.Services;
        services.AddOptions<RotationOptions, RotationOptionsValidator>(RotationOptions.Section);
        services.AddSingleton<RotationPolicies>();
        services.AddSingleton<PolicyChange>();
        services.AddSingleton<PolicyQuery>();
        services.AddSingleton<SchedulePublisher>();
        services.AddSingleton<ScheduleQuery>();
        services.AddSingleton<ExposedSecrets>();
        services.AddSingleton<ClockCheck>();
        services.AddSingleton<PolicyChanges>();
        services.AddSingleton<DueRotations>();
        services.AddSingleton<OverdueSecrets>();
        services.AddSingleton<EndedGracePeriods>();
        services.AddSingleton<SchedulerTick>();
        services.AddHostedService<SchedulerWorker>();
        services.AddCampaigns();
        services.AddGauges<RotationGauges>();
    }

    public static void MapRotation(this IEndpointRouteBuilder routes)
    {
        routes.MapPolicies();
        routes.MapSchedule();
        routes.MapCampaigns();
    }

    private static void AddCampaigns(this IServiceCollection services)
    {
        services.AddChangeNotices(CampaignNotices.Changed);
        services.AddSingleton<IdempotentStart>();
        services.AddSingleton<CampaignItems>();
        services.AddSingleton<CampaignRequests>();
        services.AddSingleton<CampaignOutcomes>();
        services.AddSingleton<CampaignControl>();
        services.AddSingleton<CampaignQuery>();
        services.AddSingleton<CampaignEvents>();
        services.AddSingleton<CampaignStep>();
        services.AddHostedService<CampaignWorker>();
    }
}
