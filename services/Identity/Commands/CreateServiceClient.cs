using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.ServiceClients;
using PenguinMails.Identity.Sessions;

namespace PenguinMails.Identity.Commands;

/// <summary><c>create-service-client {name} {scope}…</c>: adds a program and prints its secret, which is stored as a hash only.</summary>
internal sealed class CreateServiceClient(Database database, PasswordHashing passwords, AuditTrail trail, TimeProvider time) : ICommand
{
    public const string Name = "create-service-client";

    public async Task<(bool IsDone, string Text)> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        if (args is not [var name, .. var scopes] || !ServiceClient.IsName(name) || scopes.FirstOrDefault(scope => !Scopes.IsKnown(scope)) is not null)
        {
            return (false, $"Usage: {Name} name [scope…]. A name has a-z, 0-9 and '-'; scopes are secrets:read:TYPE, secrets:write:TYPE, api-keys:verify, and api-keys:admit for the gateway.");
        }

        var secret = OpaqueToken.Create();
        var client = new ServiceClient(Guid.CreateVersion7(), name, passwords.Hash(secret), string.Join(' ', scopes.Distinct(StringComparer.Ordinal)));
        var isNew = await database.InTransactionAsync(transaction => TryAddAsync(transaction, client), cancellationToken);
        return isNew ? (true, secret) : (false, $"There is a service client {name} already.");
    }

    private async Task<bool> TryAddAsync(DatabaseTransaction transaction, ServiceClient client)
    {
        if (!await transaction.TryAddServiceClientAsync(client, time.GetUtcNow()))
        {
            return false;
        }

        await trail.RecordAsync(transaction, trail.Platform, new AuditEntry("service_client.create", AuditOutcomes.Success)
        {
            Details = new(StringComparer.Ordinal) { ["client"] = client.Name, ["scope"] = client.Scope },
        });
        return true;
    }
}
