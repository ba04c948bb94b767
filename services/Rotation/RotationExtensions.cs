using Microsoft.Extensions.Options;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.Rotation.GracePeriods;
using PenguinMails.Rotation.Policies;
using PenguinMails.Rotation.Schedules;
using PenguinMails.Rotation.Scheduling;
using PenguinMails.ServiceDefaults;

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
            .Event<ServerAbandoned, ServerAbandonedConsumer>());

        var services = builder.Services;
        services.AddOptions<RotationOptions>().BindConfiguration(RotationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RotationOptions>, RotationOptionsValidator>();
        services.AddSingleton<RotationPolicies>();
        services.AddSingleton<Announcements>();
        services.AddSingleton<ClockCheck>();
        services.AddSingleton<DueRotations>();
        services.AddSingleton<EndedGracePeriods>();
        services.AddSingleton<SchedulerTick>();
        services.AddHostedService<SchedulerWorker>();
    }
}
