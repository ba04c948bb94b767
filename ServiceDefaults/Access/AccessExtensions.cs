using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace PenguinMails.ServiceDefaults;

public static class AccessExtensions
{
    /// <summary>The authentication scheme of access tokens.</summary>
    public const string Scheme = JwtBearerDefaults.AuthenticationScheme;

    private const string Prefix = Scheme + " ";

    /// <summary>Tokens that Identity signs, roles, step-up grants and ended sessions.</summary>
    internal static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(Scheme).AddJwtBearer(Scheme);
        services.RemoveDataProtectionStart();
        services.AddOptions<JwtBearerOptions>(Scheme).Configure<ITokenKeys, TimeProvider>((options, keys, time) =>
        {
            options.MapInboundClaims = false;
            options.SaveToken = false;
            options.TokenValidationParameters = TokenVerification.Parameters(TokenRules.Access, keys, time);
            options.Events = new JwtBearerEvents { OnMessageReceived = context => LearnKeyAsync(context, keys) };
        });
        // No policy names a scheme: it would authenticate anew, and bring a signed-out session back. No API key passes where none is named.
        var anybodyElse = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => !context.User.IsInRole(ApiKeyRole.Name)).Build();
        var policies = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(anybodyElse)
            .SetDefaultPolicy(anybodyElse)
            .AddPolicy(AccessPolicies.Tenant, policy => policy.RequireAuthenticatedUser()
                .RequireClaim(ClaimNames.TenantId).RequireRole(Roles.TenantOwner, Roles.TenantAdmin))
            .AddPolicy(AccessPolicies.TenantOwner, policy => policy.RequireAuthenticatedUser()
                .RequireClaim(ClaimNames.TenantId).RequireRole(Roles.TenantOwner))
            .AddPolicy(AccessPolicies.Admin, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Admin))
            .AddPolicy(AccessPolicies.AdminRead, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Admin, Roles.Operator))
            .AddPolicy(AccessPolicies.ApiKeyRead, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Admin, Roles.Developer));
        foreach (var permission in ApiKeyPermissions.All)
        {
            policies.AddPolicy(AccessPolicies.TenantOrKey(permission), policy => policy.RequireAuthenticatedUser().RequireClaim(ClaimNames.TenantId)
                .RequireAssertion(context => context.User.IsInRole(Roles.TenantOwner) || context.User.IsInRole(Roles.TenantAdmin)
                    || (context.User.IsInRole(ApiKeyRole.Name) && HasScope(context.User, permission))));
        }

        foreach (var scope in ServiceScopes.All)
        {
            policies.AddPolicy(AccessPolicies.Service(scope), policy => policy.RequireAuthenticatedUser()
                .RequireRole(Roles.Service).RequireAssertion(context => HasScope(context.User, scope)));
        }

        policies.AddPolicy(AccessPolicies.ReadSecrets, policy => policy.RequireAuthenticatedUser().RequireRole(Roles.Service)
            .RequireAssertion(context => context.Resource is HttpContext http && http.Request.RouteValues["type"] is string type
                && HasScope(context.User, ServiceScopes.ReadSecrets(type))));
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, ProblemAuthorizationResultHandler>();
        services.AddSingleton<StepUpGrants>();
        services.AddSingleton<RefusalRecorder>();
        services.AddSingleton<ForeignIdBound>();
        services.AddTransient<RevokedSessionMiddleware>();
        services.AddTransient<EndOfAccessMiddleware>();
        services.AddHttpClient(PolledRevokedSessions.ClientName, client =>
        {
            client.BaseAddress = new Uri(builder.Configuration["services:identity:http:0"] ?? "http://identity.invalid");
            client.Timeout = TimeSpan.FromSeconds(3);
        });
    }

    /// <summary>Learns keys and ended sessions from Identity, unless the service registered ways of its own (Identity does).</summary>
    internal static void AddPolledIdentity(this IServiceCollection services)
    {
        if (!services.Any(service => service.ServiceType == typeof(ITokenKeys)))
        {
            services.AddSingleton<PublishedTokenKeys>();
            services.AddSingleton<ITokenKeys>(provider => provider.GetRequiredService<PublishedTokenKeys>());
            services.AddHostedService(provider => provider.GetRequiredService<PublishedTokenKeys>());
            services.AddHealthChecks().AddCheck<TokenKeysHealthCheck>(TokenKeysHealthCheck.Name);
        }

        if (!services.Any(service => service.ServiceType == typeof(IRevokedSessions)))
        {
            services.AddSingleton<PolledRevokedSessions>();
            services.AddSingleton<IRevokedSessions>(provider => provider.GetRequiredService<PolledRevokedSessions>());
            services.AddHostedService(provider => provider.GetRequiredService<PolledRevokedSessions>());
        }
    }

    private static bool HasScope(ClaimsPrincipal user, string scope) => user.FindFirst(ClaimNames.Scope)?.Value.Split(' ').Contains(scope, StringComparer.Ordinal) == true;

    private static Task LearnKeyAsync(MessageReceivedContext context, ITokenKeys keys)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            ? TokenVerification.LearnKeyAsync(keys, header[Prefix.Length..].Trim(), context.HttpContext.RequestAborted)
            : Task.CompletedTask;
    }

    // Authentication brings data protection along, which nothing here uses; at its start it would write keys to the home directory.
    private static void RemoveDataProtectionStart(this IServiceCollection services)
    {
        foreach (var start in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToList())
        {
            services.Remove(start);
        }
    }
}
