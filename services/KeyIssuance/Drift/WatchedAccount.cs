using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>An account of a server in use, with the secret that opens it. Each account has one.</summary>
internal sealed record WatchedAccount(
    Guid SecretId, Guid TenantId, string Type, string Name, Guid ServerId, string Address, int Port, string HostKey, string AdminAccount, string TenantAccount)
{
    private const string Columns =
        """
        s.secret_id, s.tenant_id, s.type, s.name, v.server_id, v.address, v.port, v.host_key, v.admin_account, v.tenant_account
        """;

    public SecretReference Secret { get; } = new(TenantId, Type, Name);

    public string Account => Secret.IsServerAccessKey() ? AdminAccount : TenantAccount;

    public ServerAccess Access => new(TenantId, new SshEndpoint(Address, Port, PublicKey.Parse(HostKey)), AdminAccount);

    public static Task<IReadOnlyList<WatchedAccount>> OfServerAsync(DatabaseTransaction read, Guid serverId) => read.QueryAsync<WatchedAccount>(
        $"select {Columns} from server v join secret s on s.server_id = v.server_id where v.server_id = @serverId and v.state = 'active' and s.type = 'ssh' order by s.name",
        new { serverId });

    public static async Task<WatchedAccount> OfSecretAsync(DatabaseTransaction read, Guid secretId) => await read.QuerySingleOrDefaultAsync<WatchedAccount>(
        $"select {Columns} from secret s join server v on v.server_id = s.server_id where s.secret_id = @secretId", new { secretId })
        ?? throw new InvalidOperationException("A secret is never deleted.");
}
