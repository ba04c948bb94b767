namespace PenguinMails.DevVault.Storage;

/// <summary>
/// How Vault's PostgreSQL storage splits a path over its columns: "a/b/c" is key "c" in path "/a/b/", whose parent is "/a/".
/// (https://developer.hashicorp.com/vault/docs/configuration/storage/postgresql)
/// </summary>
internal readonly record struct PostgresPath(string Parent, string Folder, string Key)
{
    public static PostgresPath Of(string path)
    {
        var leaf = path.LastIndexOf('/');
        if (leaf < 0)
        {
            return new(string.Empty, "/", path);
        }

        var folder = $"/{path[..leaf]}/";
        return new(folder[..(folder.LastIndexOf('/', folder.Length - 2) + 1)], folder, path[(leaf + 1)..]);
    }
}
