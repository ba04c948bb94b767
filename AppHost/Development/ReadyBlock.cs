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

              Portal     {gateway}
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

        AppendMailServers(text, instance, fleet);
        if (fleet.Dns is { } dns)
        {
            text.AppendLine().AppendLine($"  DNS server  {dns.Address}:{dns.Port}, TSIG key {DnsServer.UpdateKeyName} in {Path.Combine(dns.Folder, "update-key")}");
            text.AppendLine($"    {string.Join(", ", dns.Zones.Select(zone => zone.Name))}");
        }

        return text.AppendLine(Walk(gateway)).ToString();
    }

    private static void AppendMailServers(StringBuilder text, DevelopmentInstance instance, TenantServerFleet fleet)
    {
        if (!instance.Parts.HasFlag(InstanceParts.Mail) || !fleet.Servers.Any())
        {
            return;
        }

        text.AppendLine().AppendLine($"  Mail servers (STARTTLS; trust {Path.Combine(instance.DataFolder, "ca.pem")})");
        foreach (var resource in fleet.Servers)
        {
            var (server, mail) = (resource.Server, resource.Server.Mail!);
            text.AppendLine($"    {resource.Tenant.MailDomain,-17}{server.Address}  submission {mail.SubmissionPort}, IMAP {mail.ImapPort}, SMTP {mail.SmtpPort}");
        }
    }

    private static string Walk(string gateway) => $"""

          Try it: paste this into bash in the repository's folder, as often as you like.
            . tools/try-it.sh {gateway}
            sign_in owner@acme.example
            step_up
            call GET /api/v1/tenant/infrastructure/ssh-credentials
            download tenant-ssh-key.pem
            log_in tenant-ssh-key.pem hostname
            operate rotate
            download tenant-ssh-key.pem
            log_in tenant-ssh-key.pem hostname
            operate revoke
            log_in tenant-ssh-key.pem hostname || echo 'the revoked key is refused'
            operate regenerate

          Ctrl-C stops everything.
        """;
}
