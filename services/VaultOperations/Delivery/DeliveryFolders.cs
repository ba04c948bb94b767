namespace PenguinMails.VaultOperations.Delivery;

/// <summary>
/// The folders into which credentials are delivered, as the Vault library reads them: <c>role-id</c>, and
/// <c>wrapped-secret-id.{n}</c> with the wrapping token and the moment it expires. Files appear whole or not at all.
/// </summary>
internal sealed class DeliveryFolders(IOptions<VaultOperationsOptions> options)
{
    private const string RoleIdFile = "role-id";
    private const string WrappedPrefix = "wrapped-secret-id.";
    private const string Arriving = ".arriving.";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void Prepare(string service)
    {
        foreach (var folder in new[] { options.Value.DeliveryFolder!, FolderOf(service) })
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            File.SetUnixFileMode(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The role id as delivered; null when none is.</summary>
    public string? RoleIdOf(string service)
    {
        var file = Path.Combine(FolderOf(service), RoleIdFile);
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    public Task WriteRoleIdAsync(string service, string roleId, CancellationToken cancellationToken) =>
        WriteAsync(service, RoleIdFile, roleId + "\n", cancellationToken);

    /// <summary>The unclaimed credentials, soonest to expire first.</summary>
    public IReadOnlyList<WaitingCredential> Waiting(string service) =>
    [
        .. Directory.EnumerateFiles(FolderOf(service), WrappedPrefix + "*")
            .Select(WaitingCredential.Read)
            .OfType<WaitingCredential>()
            .OrderBy(credential => credential.ExpiresAt),
    ];

    public Task AddAsync(string service, string wrappedToken, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        WriteAsync(service, WrappedPrefix + Guid.CreateVersion7().ToString("N"), $"{wrappedToken}\n{expiresAt:O}\n", cancellationToken);

    /// <summary>Removes files that a stopped process left behind: half-written ones, and claimed ones whose claimant died.</summary>
    public void Sweep(string service, DateTimeOffset olderThan)
    {
        foreach (var file in Directory.EnumerateFiles(FolderOf(service))
            .Where(file => Path.GetFileName(file) is var name && !name.StartsWith(WrappedPrefix, StringComparison.Ordinal) && name != RoleIdFile))
        {
            if (File.GetLastWriteTimeUtc(file) < olderThan.UtcDateTime)
            {
                File.Delete(file);
            }
        }
    }

    private string FolderOf(string service) => Path.Combine(options.Value.DeliveryFolder!, service);

    private async Task WriteAsync(string service, string name, string text, CancellationToken cancellationToken)
    {
        var arriving = Path.Combine(FolderOf(service), Arriving + Guid.CreateVersion7().ToString("N"));
        var whole = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        await using (var stream = new FileStream(arriving, whole))
        await using (var writer = new StreamWriter(stream))
        {
            await writer.WriteAsync(text.AsMemory(), cancellationToken);
        }

        File.Move(arriving, Path.Combine(FolderOf(service), name), overwrite: true);
    }
}
