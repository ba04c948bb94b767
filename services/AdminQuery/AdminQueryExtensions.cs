using PenguinMails.AdminQuery.Messages;
using PenguinMails.AdminQuery.Rebuilding;
using PenguinMails.AdminQuery.Secrets;
using PenguinMails.AdminQuery.Tenants;

namespace PenguinMails.AdminQuery;

internal static class AdminQueryExtensions
{
    public static void AddAdminQuery(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("adminquery", typeof(AdminQueryExtensions).Assembly, isDerived: true);
        builder.AddMessaging("admin-query", consumers => consumers.InOrder().Event<TenantStatesReported, TenantStatesConsumer>());

        var services = builder.Services;
        services.AddSingleton<TenantQuery>();
        services.AddSingleton<SecretQuery>();
        services.AddSingleton<IRefusedSubject, RefusedView>();
        services.AddSingleton<ProjectionState>();
        services.AddSingleton<IdempotentStart>();
        services.AddOptions<RebuildOptions, RebuildOptionsValidator>(RebuildOptions.Section);
        services.AddHostedService<NeededRebuilds>();
        services.AddHealthChecks().AddCheck<ProjectionHealthCheck>(ProjectionHealthCheck.Name);
        services.AddGauges<AdminQueryGauges>();
    }

    public static void MapAdminQuery(this IEndpointRouteBuilder routes)
    {
        routes.MapTenants();
        routes.MapSecrets();
        routes.MapRebuild();
    }
}
