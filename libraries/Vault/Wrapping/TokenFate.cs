namespace PenguinMails.Vault.Wrapping;

/// <summary>What became of a wrapping token that Vault did not unwrap.</summary>
internal enum TokenFate
{
    /// <summary>Vault still has it: nothing was revealed.</summary>
    Alive,

    /// <summary>Its time is over, or so nearly that clocks cannot tell.</summary>
    Expired,

    /// <summary>It had time left, and no node knows it: somebody has used it.</summary>
    Spent,
}
