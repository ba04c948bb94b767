using System.Text.RegularExpressions;

namespace PenguinMails.Identity.ServiceClients;

/// <summary>A program that signs in with a secret.</summary>
/// <param name="ClientId">Its id, the subject of its tokens.</param>
/// <param name="Name">Its name, by which it signs in.</param>
/// <param name="SecretHash">As passwords are hashed.</param>
/// <param name="Scope">What its tokens may be for, separated by spaces.</param>
internal sealed partial record ServiceClient(Guid ClientId, string Name, string SecretHash, string Scope)
{
    public const int MaxNameLength = 63;

    /// <summary>As audit records name it.</summary>
    public User AsUser => new(ClientId, Name, SecretHash, "", Roles.Service, TenantId: null, LastTotpStep: 0);

    public static bool IsName(string text) => NamePattern.IsMatch(text);

    public override string ToString() => $"service client {Name}";

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern { get; }
}

internal static class ServiceClientTable
{
    public static Task<ServiceClient?> FindServiceClientAsync(this DatabaseTransaction read, string name) => read.QuerySingleOrDefaultAsync<ServiceClient>(
        "select client_id as ClientId, name as Name, secret_hash as SecretHash, scope as Scope from service_client where name = @name", new { name });

    /// <summary>Adds a client. False when there is one of that name; it stays as it is.</summary>
    public static async Task<bool> TryAddServiceClientAsync(this DatabaseTransaction transaction, ServiceClient client, DateTimeOffset now) =>
        await transaction.ExecuteAsync(
            """
            insert into service_client (client_id, name, secret_hash, scope, created_at) values (@ClientId, @Name, @SecretHash, @Scope, @now)
            on conflict (name) do nothing
            """,
            new { client.ClientId, client.Name, client.SecretHash, client.Scope, now }) == 1;
}
