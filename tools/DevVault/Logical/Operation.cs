namespace PenguinMails.DevVault.Logical;

/// <summary>What a request does to a path, after the HTTP verb has been translated.</summary>
internal enum Operation
{
    /// <summary>A verb that no path answers (HEAD, OPTIONS).</summary>
    None,
    Read,
    List,

    /// <summary>POST and PUT, until the path's existence check says that nothing exists yet.</summary>
    Update,
    Create,

    /// <summary>A JSON merge patch of what exists.</summary>
    Patch,
    Delete,
}
