using System.Text.Json;
using VideoFeat.Packing;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Recipes as JSON files; the keys are those of <see cref="InputRecipe"/> in camel case.</summary>
public static class InputRecipeFile
{
    /// <summary>1 MiB: a recipe takes 400 bytes.</summary>
    private const long MostBytes = 1 << 20;

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="FeatureFormatException">Not a recipe: not JSON, an unknown key, or a value out of its range.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static InputRecipe Read(string path)
    {
        string source = Path.GetFileName(path);
        using FileStream file = File.OpenRead(path);
        if (file.Length > MostBytes)
        {
            throw new FeatureFormatException($"{source}: the file has {file.Length} bytes; an input recipe has at most {MostBytes}.");
        }

        try
        {
            InputRecipeDocument document = JsonSerializer.Deserialize(file, InputRecipeJson.Default.InputRecipeDocument)
                ?? throw new FeatureFormatException($"{source}: not an input recipe: it holds null.");
            InputRecipe recipe = document.ToRecipe();
            recipe.Validate();
            return recipe;
        }
        catch (JsonException e)
        {
            throw new FeatureFormatException($"{source}: not an input recipe: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new FeatureFormatException($"{source}: {e.Message}", e);
        }
    }

    /// <summary>Writes a recipe.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, InputRecipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        recipe.Validate();
        File.WriteAllText(path, JsonSerializer.Serialize(InputRecipeDocument.From(recipe), InputRecipeJson.Default.InputRecipeDocument) + "\n");
    }
}
