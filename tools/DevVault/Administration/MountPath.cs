namespace PenguinMails.DevVault.Administration;

/// <summary>Mount paths as operators write them.</summary>
internal static class MountPath
{
    /// <summary>Without a slash in front, with one at the end.</summary>
    public static string Clean(string path)
    {
        path = path.TrimStart('/');
        return path.EndsWith('/') ? path : path + "/";
    }
}
