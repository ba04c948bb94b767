using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.KeyIssuance.Deletions;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.GracePeriods;
using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.SecretEnrolments;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.SecretTypes.Smtp;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.KeyIssuance.TenantStates;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh.SshNet;
using PenguinMails.Vault.Connection;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>The service's own parts over a world's database, Vault and server, for tests that call them without an instance of the service.</summary>
internal static class WorldServices
{
    public static IHost Build(Dictionary<string, string> environment)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(environment.ToDictionary(
            setting => setting.Key.Replace("__", ":", StringComparison.Ordinal), string? (setting) => setting.Value, StringComparer.Ordinal));
        builder.Logging.ClearProviders();
        builder.AddVault();
        builder.AddSsh();
        builder.Services.AddOptions<KeyIssuanceOptions>().BindConfiguration("KeyIssuance");
        builder.Services.AddOptions<ServerBreakerOptions>().BindConfiguration("KeyIssuance:Breaker");
        builder.Services.AddOptions<SshKeyOptions>().BindConfiguration("KeyIssuance:Ssh");
        builder.Services.AddSingleton<ServerBreaker>();
        builder.Services.AddSingleton<AdminSessions>();
        builder.Services.AddSingleton<StillAccepted>();
        builder.Services.AddSingleton<AccountUse>();
        builder.Services.AddSingleton<IMeantLimits, MeantLimits>();
        builder.Services.AddSingleton<ControlProof>();
        builder.Services.AddSingleton<EndOfGrace>();
        builder.Services.AddSingleton<SecretType, SshSecretType>();
        builder.Services.AddSmtp();
        builder.Services.AddSingleton<SecretTypeCatalog>();
        builder.Services.AddSingleton<TenantStateQuery>();
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(environment["ConnectionStrings__keyissuance"]));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<Database>();
        builder.Services.AddSingleton(provider => new AuditTrail("test", provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<OperationRequests>();
        builder.Services.AddSingleton<EndGracePeriod>();
        builder.Services.AddSingleton<SshCredentialsQuery>();
        builder.Services.AddSingleton<SecretOperationsQuery>();
        builder.Services.AddSingleton<EmergencyReset>();
        builder.Services.AddSingleton<SecretEnrolment>();
        builder.Services.AddSingleton<DeletionRequests>();
        builder.Services.AddSingleton<ApprovalRequests>();
        builder.Services.AddSingleton<TenantSeal>();
        builder.Services.AddSingleton<TenantEnrolment>();
        builder.Services.AddSingleton<RevealClaims>();
        builder.Services.AddSingleton<DownloadMarkers>();
        builder.Services.AddSingleton<DriftChecks>();
        builder.Services.AddSingleton<DriftReports>();
        builder.Services.AddSingleton<DriftFindings>();
        builder.Services.AddSingleton<DriftDecisions>();
        PostgresExtensions.RegisterTypeHandlers();
        return builder.Build();
    }
}
