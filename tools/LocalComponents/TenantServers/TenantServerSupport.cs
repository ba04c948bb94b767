namespace PenguinMails.LocalComponents;

/// <summary>Whether tenant servers can run on this machine.</summary>
public static class TenantServerSupport
{
    /// <summary>Null where they can, else why not.</summary>
    public static async Task<string?> FindObstacleAsync(CancellationToken cancellationToken = default)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return "Tenant servers need root, to listen on port 22 and to have accounts of their own.";
        }

        try
        {
            await Tool.RunAsync(
                "unshare",
                ["--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "true"],
                cancellationToken: cancellationToken);
            return null;
        }
        catch (ToolFailedException exception)
        {
            return $"Tenant servers need the right to make namespaces (CAP_SYS_ADMIN). {exception.Message.Trim()}";
        }
    }
}
