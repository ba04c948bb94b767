using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.ApiKeys;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Messages;
using PenguinMails.KeyIssuance.Operations.Steps;
using PenguinMails.KeyIssuance.Policies;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.ServiceReads;
using PenguinMails.KeyIssuance.TenantStates;

namespace PenguinMails.KeyIssuance;

public static class KeyIssuanceExtensions
{
    /// <summary>Adds everything of this service: its database, messages, operations, secret types and HTTP surface.</summary>
    public static WebApplicationBuilder AddKeyIssuance(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KeyIssuanceOptions>().BindConfiguration("KeyIssuance").ValidateDataAnnotations()
            .Validate(
                options => builder.Environment.IsDevelopment() || options.DevelopmentTenantsFile is null,
                "KeyIssuance:DevelopmentTenantsFile is for the Development environment only. Remove it.")
            .ValidateOnStart();
        builder.Services.AddOptions<ServerBreakerOptions>().BindConfiguration("KeyIssuance:Breaker").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddOptions<DriftOptions>().BindConfiguration("KeyIssuance:Drift").ValidateDataAnnotations().ValidateOnStart();
        builder.AddPostgres("keyissuance", typeof(KeyIssuanceExtensions).Assembly);
        builder.AddMessaging("key-issuance", messages => messages
            .Command<RotateSecret, RotateSecretConsumer>()
            .Command<RetirePreviousVersion, RetirePreviousVersionConsumer>()
            .Command<RevokeSecret, RevokeSecretConsumer>()
            .Command<ReplayTenantState, ReplayTenantStateConsumer>()
            .Command<FollowTenantStates, FollowTenantStatesConsumer>()
            .Event<RotationScheduled, RotationScheduledConsumer>()
            .Event<RotationPolicyChanged, RotationPolicyChangedConsumer>()
            .Event<AccessEnded, AccessEndedConsumer>());
        builder.AddOperations();
        builder.AddServers();
        builder.Services.AddDrift();
        builder.Services.AddTenantStates();
        builder.Services.AddApiKeys();
        builder.Services.AddServiceReads();
        foreach (var type in SecretTypeModules.All)
        {
            type.Add(builder);
        }

        builder.AddHttpSurface();
        builder.Services.AddGauges<KeyIssuanceGauges>();
        return builder;
    }

    private static void AddOperations(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddChangeNotices(OperationNotices.Due, OperationNotices.Changed, DriftNotices.Due, StateNotices.Changed);
        services.AddSingleton<OperationRequests>();
        services.AddSingleton<OperationStore>();
        services.AddSingleton<FencedVault>();
        services.AddSingleton<OperationFailures>();
        services.AddSingleton<TenantWaits>();
        services.AddSingleton<OperationOutcomes>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<TenantSeal>();
        services.AddSingleton<SecretTypeCatalog>();
        services.AddSingleton<IRefusedSubject, RefusedSecret>();
        services.AddSingleton<VersionMaterial>();
        services.AddSingleton<TargetVersions>();
        services.AddSingleton<IOperationStep, StageStep>();
        services.AddSingleton<IOperationStep, InstallStep>();
        services.AddSingleton<IOperationStep, VerifyStep>();
        services.AddSingleton<IOperationStep, PromoteStep>();
        services.AddSingleton<IOperationStep, CleanUpStep>();
        services.AddSingleton<IOperationStep, RetireStep>();
        services.AddSingleton<IOperationStep, DestroyStep>();
        services.AddSingleton<IOperationStep, RemoveStep>();
        services.AddSingleton<IOperationStep, ProveStep>();
        services.AddSingleton<IOperationStep, RollBackStep>();
        services.AddSingleton<IOperationStep, DeleteStep>();
        services.AddHostedService<OperationWorkers>();
        services.AddHostedService<OverdueRetirements>();
    }

    private static void AddServers(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ServerBreaker>();
        services.AddSingleton<ITargetAvailability>(provider => provider.GetRequiredService<ServerBreaker>());
        services.AddSingleton<AdminSessions>();
        services.AddSingleton<StillAccepted>();
        services.AddSingleton<AccountUse>();
        services.AddSingleton<IOperationStep, RemoveBootstrapStep>();
        services.AddSingleton<IOperationStep, AbandonStep>();
    }
}
