using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.ApiKeys;
using PenguinMails.KeyIssuance.Deletions;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.OperationProgress;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.SecretEnrolments;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.Servers.Enrolment;

namespace PenguinMails.KeyIssuance;

/// <summary>The endpoints, and what they need.</summary>
internal static class HttpSurface
{
    public static void MapKeyIssuance(this IEndpointRouteBuilder routes)
    {
        routes.MapAdminAccess();
        routes.MapDeletions();
        routes.MapOperations();
        routes.MapEnrolment();
        routes.MapServers();
        routes.MapDrift();
        routes.MapApiKeyEndpoints();
        foreach (var type in SecretTypeModules.All)
        {
            type.Map(routes);
        }
    }

    public static void AddHttpSurface(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<OperationQuery>();
        services.AddSingleton<SecretOperationsQuery>();
        services.AddSingleton<KnownSecrets>();
        services.AddSingleton<EmergencyReset>();
        services.AddSingleton<SecretEnrolment>();
        services.AddSingleton<OperationEvents>();
        services.AddSingleton<IdempotentStart>();
        services.AddSingleton<EndGracePeriod>();
        services.AddSingleton<RevealClaims>();
        services.AddSingleton<DownloadMarkers>();
        services.AddSingleton<TenantEnrolment>();
        services.AddSingleton<ServerReplacement>();
        services.AddApprovals();
        services.AddSingleton<DeletionRequests>();
        services.AddHostedService<UnfinishedReveals>();
        if (builder.Configuration["KeyIssuance:DevelopmentTenantsFile"] is { Length: > 0 } file)
        {
            if (!builder.Environment.IsDevelopment())
            {
                throw new InvalidOperationException(
                    "KeyIssuance:DevelopmentTenantsFile is set outside the Development environment. Remove it, and enrol tenants through the API.");
            }

            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DevelopmentTenants>(provider, file));
            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DevelopmentSecrets>(provider, file));
        }
    }
}
