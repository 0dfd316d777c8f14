using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace VideoFeat.Bridges.Onnx;

/// <summary>Options as ONNX Runtime takes them.</summary>
internal static class ProviderSettings
{
    /// <exception cref="NotSupportedException">The execution provider is not there; the message has the runtime's reason.</exception>
    public static SessionOptions Create(SplitModelOptions options)
    {
        SessionOptions settings = New();
        settings.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        settings.GraphOptimizationLevel = options.Optimization switch
        {
            OptimizationLevel.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
            OptimizationLevel.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
            OptimizationLevel.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        try
        {
            if (options.Threads > 0)
            {
                settings.IntraOpNumThreads = options.Threads;
            }

            if (options.Provider == ExecutionProvider.Cuda)
            {
                AppendCuda(settings, options.Device);
            }

            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    /// <summary>The first call into ONNX Runtime in most programs, and so the place where a missing native library shows.</summary>
    private static SessionOptions New()
    {
        try
        {
            return new SessionOptions();
        }
        catch (TypeInitializationException e)
        {
            string reason = (e.InnerException ?? e).Message.ReplaceLineEndings(" ");
            throw new NotSupportedException(
                $"ONNX Runtime's native library could not be loaded; it belongs into runtimes/{RuntimeInformation.RuntimeIdentifier}/native beside the program. {reason}", e);
        }
    }

    private static void AppendCuda(SessionOptions settings, int device)
    {
        string[] available = OrtEnv.Instance().GetAvailableProviders();
        if (!available.Contains("CUDAExecutionProvider"))
        {
            throw new NotSupportedException($"CUDA: this ONNX Runtime was built without it (it has {string.Join(", ", available)}).");
        }

        try
        {
            settings.AppendExecutionProvider_CUDA(device);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw new NotSupportedException($"CUDA: ONNX Runtime could not start it on GPU {device}: {e.Message}", e);
        }
    }
}
