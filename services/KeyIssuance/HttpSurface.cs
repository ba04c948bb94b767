using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Downloads;
using PenguinMails.KeyIssuance.Enrolment;
using PenguinMails.KeyIssuance.Following;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.Servers;
using PenguinMails.KeyIssuance.TenantSshAccess;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance;

/// <summary>Registers what the endpoints need.</summary>
internal static class HttpSurface
{
    public static void AddHttpSurface(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<SshCredentialsQuery>();
        services.AddSingleton<OperationQuery>();
        services.AddSingleton<SecretOperationsQuery>();
        services.AddSingleton<OperationEvents>();
        services.AddSingleton<IdempotentStart>();
        services.AddSingleton<GraceEnding>();
        services.AddSingleton<DownloadClaims>();
        services.AddSingleton<DownloadSlips>();
        services.AddSingleton<PrivateKeyDownload>();
        services.AddSingleton<TenantEnrolment>();
        services.AddSingleton<ServerLoss>();
        services.AddHostedService<UnfinishedDownloads>();
        services.AddHostedService<DeliveredKeys>();
        if (builder.Configuration["KeyIssuance:DevelopmentTenantsFile"] is { Length: > 0 } file)
        {
            if (!builder.Environment.IsDevelopment())
            {
                throw new InvalidOperationException(
                    "KeyIssuance:DevelopmentTenantsFile is set outside the Development environment. Remove it, and enrol tenants through the API.");
            }

            services.AddHostedService(provider => ActivatorUtilities.CreateInstance<DevelopmentTenants>(provider, file));
        }
    }
}
