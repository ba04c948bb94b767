using System.Text;
using PenguinMails.AppHost.Resources.TenantServers;

namespace PenguinMails.AppHost.Development;

/// <summary>What a person who started a development instance wants to know.</summary>
internal static class ReadyBlock
{
    public static string Write(DevelopmentInstance instance, TenantServerFleet fleet, string? obstacle, string dashboard)
    {
        var gateway = $"http://localhost:{instance.GatewayPort}";
        var text = new StringBuilder($"""

            PenguinMails Secrets is ready.

              Gateway    {gateway}
              Dashboard  {dashboard}
              State      {instance.DataFolder}
              Mail       {Path.Combine(instance.FolderOf("mail"), "*.eml")}

              Users      password {DevelopmentUser.Password}, one-time codes SHA-1, 6 digits, 30 s

            """);
        foreach (var user in DevelopmentUser.All)
        {
            text.AppendLine($"    {user.Email,-34}{user.Role,-14}{user.TotpSecret}");
        }

        text.AppendLine().AppendLine("  Tenants");
        foreach (var server in fleet.Servers)
        {
            text.AppendLine($"    {server.Tenant.Name,-17}{server.Tenant.Id}  {server.Tenant.Account}@{server.Server.Address}:{server.Server.Port}");
        }

        if (obstacle is not null)
        {
            text.AppendLine($"    none: {obstacle}");
        }

        return text.AppendLine(Walk(gateway, fleet.Servers.FirstOrDefault()?.Server)).ToString();
    }

    private static string Walk(string gateway, TenantServer? server) => $"""

          Try it: paste this into bash in the repository's folder.
            . tools/try-it.sh {gateway}
            sign_in owner@acme.example
            call GET  /api/v1/tenant/infrastructure/ssh-credentials
            step_up
            call POST /api/v1/tenant/infrastructure/ssh-credentials/download >tenant-ssh-key.pem && chmod 600 tenant-ssh-key.pem
            ssh -i tenant-ssh-key.pem -p {server?.Port ?? 22} {DevelopmentTenant.Acme.Account}@{server?.Address ?? "127.0.10.1"} hostname
            call POST /api/v1/tenant/infrastructure/ssh-credentials/rotate
            call POST /api/v1/tenant/infrastructure/ssh-credentials/revoke

          Ctrl-C stops everything.
        """;
}
