using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.ServiceDefaults;

public static class AccessExtensions
{
    /// <summary>The authentication scheme of access tokens; part of their protection, so the same in every service.</summary>
    public const string Scheme = BearerTokenDefaults.AuthenticationScheme;

    /// <summary>Bearer tokens of the platform's key ring, roles, step-up grants and signed-out sessions.</summary>
    internal static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        // Identity makes the ring's keys, one instance at a time; left to itself, every instance would make its own.
        services.AddDataProtection().SetApplicationName("penguinmails").DisableAutomaticKeyGeneration();
        services.AddSingleton<KeyRingState>();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, VaultKeyRing>();
        services.AddHealthChecks().AddCheck<KeyRingHealthCheck>("key-ring");
        services.AddAuthentication(Scheme).AddBearerToken(Scheme);
        services.AddOptions<BearerTokenOptions>(Scheme).PostConfigure<TimeProvider>(
            (options, time) => options.BearerTokenProtector = new CachedTickets(options.BearerTokenProtector, time));
        // No policy names a scheme: it would authenticate anew, and bring a signed-out session back.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(AccessPolicies.Tenant, policy => policy.RequireAuthenticatedUser()
                .RequireClaim(ClaimNames.TenantId).RequireRole(Roles.TenantOwner, Roles.TenantAdmin))
            .AddPolicy(AccessPolicies.Admin, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Admin))
            .AddPolicy(AccessPolicies.AdminRead, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Admin, Roles.Operator));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemAuthorizationResultHandler>();
        services.AddSingleton<StepUpGrants>();
        services.AddSingleton<RefusalRecorder>();
        services.AddTransient<RevokedSessionMiddleware>();
        services.AddHttpClient(PolledRevokedSessions.ClientName, client =>
        {
            client.BaseAddress = new Uri(builder.Configuration["services:identity:http:0"] ?? "http://identity.invalid");
            client.Timeout = TimeSpan.FromSeconds(3);
        });
    }

    /// <summary>Learns of signed-out sessions from Identity, unless the service registered a way of its own (Identity does).</summary>
    internal static void AddPolledRevokedSessions(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(IRevokedSessions)))
        {
            return;
        }

        services.AddSingleton<PolledRevokedSessions>();
        services.TryAddSingleton<IRevokedSessions>(provider => provider.GetRequiredService<PolledRevokedSessions>());
        services.AddHostedService(provider => provider.GetRequiredService<PolledRevokedSessions>());
    }
}
